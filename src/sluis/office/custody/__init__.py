"""The durable record of custody: what was reported, by whom, known since when."""
