scenario(whole_taps 420)
