package filter

// Known is how many sites are kept in memory.
func (s *Service) Known() int {
	s.sites.mu.Lock()
	defer s.sites.mu.Unlock()
	return len(s.sites.byID)
}
