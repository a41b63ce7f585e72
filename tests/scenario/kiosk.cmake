scenario(kiosk_window)
scenario(kiosk_errors 180 sanitize)
scenario(kiosk_reader_faults 300 threads)
