"""Courses: seats, nominations, attendance, materials, answers about the course, and its report."""
