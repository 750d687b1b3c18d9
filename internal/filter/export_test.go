package filter

// Known is how many sites are kept in memory.
func (s *Service) Known() int {
	s.sites.mu.Lock()
	defer s.sites.mu.Unlock()
	return len(s.sites.byID)
}

// MaxTopics is of how many pages the topic is kept at most.
const MaxTopics = maxTopics

// Topics is of how many pages the topic is kept.
func (s *Service) Topics() int {
	s.topics.mu.Lock()
	defer s.topics.mu.Unlock()
	return len(s.topics.byPage)
}
