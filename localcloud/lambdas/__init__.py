"""Running the functions: what Lambda, its event source mappings and its schedules do."""
