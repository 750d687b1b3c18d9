package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// rspamdAddr is where the scanner listens in the configuration that Debian ships.
const rspamdAddr = "127.0.0.1:11333"

// startRspamd starts rspamd as Debian configures it and waits until it answers.
func startRspamd(ctx context.Context) (*checker, func(), error) {
	if _, err := exec.LookPath("rspamd"); err != nil {
		return nil, nil, errors.New("it is not installed (Debian: apt-get install rspamd)")
	}
	dialer := net.Dialer{Timeout: time.Second}
	if conn, err := dialer.DialContext(ctx, "tcp", rspamdAddr); err == nil {
		_ = conn.Close()
		return nil, nil, fmt.Errorf("something listens on %s already", rspamdAddr)
	}
	for _, dir := range []string{"/run/rspamd", "/var/lib/rspamd"} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, nil, err
		}
	}
	cmd := exec.CommandContext(ctx, "rspamd", "-f", "-i")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	stop := func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		_ = cmd.Wait()
	}
	c := &checker{name: "rspamd", addr: rspamdAddr, request: func() *http.Request { return checkV2(text()) }}
	for deadline := time.Now().Add(3 * time.Minute); ctx.Err() == nil; time.Sleep(time.Second) { // it compiles its expressions first
		if _, err := c.ask(ctx, nil, checkV2(text()), true); err == nil {
			break
		}
		if time.Now().After(deadline) {
			stop()
			return nil, nil, errors.New("it does not answer")
		}
	}
	c.pids = append(children(cmd.Process.Pid), cmd.Process.Pid)
	return c, stop, nil
}

// checkV2 is a message as a mail server hands it to rspamd.
func checkV2(body string) *http.Request {
	mail := "From: Ann <ann@example.org>\r\nTo: blog@blog.example\r\nSubject: Tides\r\nDate: Fri, 27 Nov 2026 12:00:00 +0000\r\n" +
		"Message-ID: <" + strconv.FormatInt(time.Now().UnixNano(), 36) + "@example.org>\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: text/plain; charset=utf-8\r\n\r\n" + body + "\r\n"
	req, err := http.NewRequest(http.MethodPost, "http://"+rspamdAddr+"/checkv2", strings.NewReader(mail)) //nolint:noctx // the connection has a deadline
	if err != nil {
		panic(err) // the address is ours
	}
	return req
}

// children are the processes that were started by that one.
func children(pid int) []int {
	list, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return nil
	}
	var pids []int
	for f := range strings.FieldsSeq(string(list)) {
		if n, err := strconv.Atoi(f); err == nil {
			pids = append(pids, n)
		}
	}
	return pids
}
