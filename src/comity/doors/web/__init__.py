"""The web door: pages for officers. It shows what the rooms below answer and calls their verbs; it decides nothing."""
