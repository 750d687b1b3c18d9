module stet

go 1.26.0
