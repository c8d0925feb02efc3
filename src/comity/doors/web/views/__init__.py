"""Views: each asks a room's queries, builds a page's values and renders it, or calls one verb and sends the browser on."""
