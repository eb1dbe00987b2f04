#!/usr/bin/env perl
# Runs a command and writes what it cost as JSON: seconds of CPU (its own and its children's), seconds of wall clock, peak resident bytes
# of the largest process, exit code. usage: measure.pl RESULT.json COMMAND ARG...
#
# wait4(2) is the only source of the exact figures of an ended process: reading /proc races with its end, and GNU time need not be
# installed. Perl is part of every Debian.
use strict;
use warnings;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my ($result, @command) = @ARGV;
chomp(my $machine = `uname -m`);
my %wait4 = ('x86_64' => 61, 'aarch64' => 260);
my $call = $wait4{$machine} or die "measure.pl: no system call number is known for '$machine'\n";

my $start = clock_gettime(CLOCK_MONOTONIC);
my $child = fork() // die "measure.pl: fork: $!\n";
if ($child == 0) {
    exec { $command[0] } @command or die "measure.pl: $command[0]: $!\n";
}

# struct rusage: two timevals (user, system), then longs, the first of which is the peak resident size in KiB.
my $status = pack('i', 0);
my $usage = pack('q18', (0) x 18);
syscall($call, $child, $status, 0, $usage) == $child or die "measure.pl: wait4: $!\n";
my $wall = clock_gettime(CLOCK_MONOTONIC) - $start;
my ($user, $userMicros, $system, $systemMicros, $peakKib) = unpack('q5', $usage);
my $code = unpack('i', $status);
my $exit = ($code & 127) ? 128 + ($code & 127) : $code >> 8;

open(my $file, '>', $result) or die "measure.pl: $result: $!\n";
printf $file '{"userSeconds":%.3f,"systemSeconds":%.3f,"wallSeconds":%.3f,"peakBytes":%d,"exitCode":%d}' . "\n",
    $user + $userMicros / 1e6, $system + $systemMicros / 1e6, $wall, $peakKib * 1024, $exit;
close($file);
exit $exit;
