"""The calendar: meetings, due days and the next meetings of mechanisms, by month; iCalendar out and in."""
