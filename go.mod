module stet

go 1.26.0

require (
	github.com/BurntSushi/toml v1.6.0
	github.com/gosimple/slug v1.15.0
	golang.org/x/text v0.43.0
)

require github.com/gosimple/unidecode v1.0.1 // indirect
