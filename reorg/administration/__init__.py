"""Administration that an office runs itself: people, organisations, calendars, checklists; all of it in one trail."""
