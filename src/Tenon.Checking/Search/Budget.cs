namespace Tenon.Checking.Search;

/// <summary>Says when a search has to end early, and tells the one who waits how far it is.</summary>
internal sealed class Budget
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);
    private readonly CheckOptions _options;
    private readonly CancellationToken _cancellationToken;
    private readonly long _start;
    private TimeSpan _nextReport = ReportInterval;

    public Budget(CheckOptions options, CancellationToken cancellationToken)
    {
        (_options, _cancellationToken) = (options, cancellationToken);
        _start = options.Clock.GetTimestamp();
    }

    /// <summary>What the search had taken before, if it is continued; no budget counts it.</summary>
    public TimeSpan Earlier { get; set; }

    /// <summary>With what was taken before.</summary>
    public TimeSpan Total => Earlier + Elapsed;

    public TimeSpan Elapsed => _options.Clock.GetElapsedTime(_start);

    /// <summary>The reason to stop now, or null.</summary>
    /// <param name="memoryBytes">Bytes of all that grows with the search.</param>
    /// <param name="stateCount">States found.</param>
    public StopReason? Check(long stateCount, long memoryBytes)
    {
        if (_cancellationToken.IsCancellationRequested)
        {
            return StopReason.Cancelled;
        }

        if (stateCount >= _options.MaximumStates)
        {
            return StopReason.StateBound;
        }

        if (memoryBytes >= _options.MaximumMemoryBytes)
        {
            return StopReason.MemoryBound;
        }

        return _options.MaximumTime is TimeSpan limit && Elapsed >= limit ? StopReason.TimeBound : null;
    }

    /// <summary>Reports, if it is time.</summary>
    public void Report(Func<TimeSpan, CheckProgress> progress)
    {
        if (_options.Progress is not null && Elapsed is TimeSpan elapsed && elapsed >= _nextReport)
        {
            _nextReport = elapsed + ReportInterval;
            _options.Progress.Report(progress(elapsed));
        }
    }
}
