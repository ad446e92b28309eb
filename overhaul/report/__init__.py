"""What people read: the survey and the evidence as tables, Markdown and HTML."""
