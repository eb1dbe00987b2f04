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
          130  interrupted (Ctrl-C), 143 terminated (SIGTERM): run the same command again to continue
        """;
}
