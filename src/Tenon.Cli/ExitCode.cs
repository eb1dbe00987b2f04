namespace Tenon.Cli;

/// <summary>What the process ends with. The same list is part of the help.</summary>
internal static class ExitCode
{
    /// <summary>All that was asked for is done.</summary>
    public const int Success = 0;

    /// <summary>Something failed, at least in part.</summary>
    public const int Failed = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>An input was refused: damaged, of contradicting schemas, or changed since it was merged. Other scopes may have been merged.</summary>
    public const int Refused = 3;

    /// <summary>Another process is changing the target.</summary>
    public const int Locked = 4;

    /// <summary>A model has a deadlock that it must not have.</summary>
    public const int Deadlock = 11;

    /// <summary>A property about reachable states or steps is violated, or something that must be possible is not.</summary>
    public const int SafetyViolated = 12;

    /// <summary>A temporal property is violated.</summary>
    public const int LivenessViolated = 13;

    /// <summary>A search ended early and found no violation: nothing is proved.</summary>
    public const int Undecided = 14;

    /// <summary>A model threw an exception.</summary>
    public const int ModelFailed = 15;

    /// <summary>Partial-order reduction gives other results than the full search.</summary>
    public const int ReductionWrong = 16;

    /// <summary>Interrupted (Ctrl-C); the next run continues.</summary>
    public const int Interrupted = 130;

    /// <summary>Terminated (SIGTERM); the next run continues.</summary>
    public const int Terminated = 143;

    /// <summary>The list, as the help prints it.</summary>
    public const string Help = """
        Exit codes:
          0    done
          1    failed, at least in part; the messages say what
          2    the command line is wrong
          3    an input was refused: damaged, contradicting schemas, or changed since it was merged
          4    another process is at work in DIR
          11   'tenon check': deadlock; 12 safety violated, 13 liveness violated, 14 not decided, 15 the model threw,
               16 the searches of --por-self-check disagree
          130  interrupted (Ctrl-C), 143 terminated (SIGTERM): run the same command again to continue
               a second one ends it at once, which is safe as well
        """;

    /// <summary>The list for <c>tenon check</c>.</summary>
    public const string CheckHelp = """
        Exit codes:
          0    every property holds, and everything was searched that they depend on
          2    the command line is wrong
          11   a deadlock
          12   a safety property is violated, or something that must be possible is not
          13   a liveness property is violated
          14   not decided: the search ended early (a bound, random walks) and found no violation
          15   the model threw an exception
          16   --por-self-check: the two searches disagree
          130  interrupted (Ctrl-C), 143 terminated (SIGTERM): what was found until then is printed
               a second one ends it at once, and nothing is printed
        """;

    /// <summary>The list for <c>tenon verify</c>.</summary>
    public const string VerifyHelp = """
        Exit codes:
          0    all that was checked holds
          1    a check failed: the layer that broke is named, with a trace where there is one
          2    the command line is wrong, or there are no specifications where they were sought
          130  interrupted (Ctrl-C), 143 terminated (SIGTERM): nothing is said of what was checked until then
        """;

    /// <summary>The list for <c>tenon run</c> and <c>tenon merge</c>.</summary>
    public const string RunHelp = """
        Exit codes:
          0    ended as it should: for 'tenon run', by a stop signal
          1    failed, or what ran was given up at the deadline; the next run does it again
          2    the command line or a setting is wrong
          4    another process merges this data home
          130  'tenon merge' was interrupted (Ctrl-C), 143 terminated (SIGTERM); a second signal ends both at once, which is safe as well
        """;

    /// <summary>The list for <c>tenon trace</c>.</summary>
    public const string TraceHelp = """
        Exit codes:
          0    what was recorded is a behaviour of the model, and every property holds in every state
          1    a file cannot be read
          2    the command line is wrong
          3    a line is no event
          12   what was recorded is no behaviour of the model, or the record has gaps
          130  interrupted (Ctrl-C), 143 terminated (SIGTERM): nothing is said then
        """;

    /// <summary>The list for <c>tenon simulate</c>.</summary>
    public const string SimulateHelp = """
        Exit codes:
          0    nothing was wrong in any run, and a campaign of 2000 seeds or more reached what there is to be reached
          1    a process that made runs died
          2    the command line is wrong
          12   something was wrong in a run
          14   nothing was wrong, but something was never reached
          130  interrupted (Ctrl-C), 143 terminated (SIGTERM): nothing is said then
        """;

    /// <summary>The list for <c>tenon explore</c>.</summary>
    public const string ExploreHelp = """
        Exit codes:
          0    ended by Ctrl-C or SIGTERM
          1    the port is taken
          2    the command line is wrong
        """;
}
