using Tenon.Checking;

namespace Tenon.Cli.Exploring;

/// <summary>What a search in the background has come to.</summary>
internal enum CheckStage
{
    /// <summary>None was started.</summary>
    None,

    /// <summary>It is at work.</summary>
    Running,

    /// <summary>It ended, by itself or because it was stopped; there is a result.</summary>
    Done,

    /// <summary>The model threw.</summary>
    Failed,
}

/// <summary>How a search in the background stands. Immutable.</summary>
/// <param name="Stage">What it has come to.</param>
/// <param name="Progress">How far it is; null before the first report.</param>
/// <param name="Result">What it found; null unless it is done.</param>
/// <param name="Failure">What the model threw; null unless it failed.</param>
/// <param name="FailureTrace">The run that leads to the state where it threw; null if unknown.</param>
internal sealed record CheckStatus(CheckStage Stage, CheckProgress? Progress = null, CheckResult? Result = null, string? Failure = null, Trace? FailureTrace = null);

/// <summary>Searches a model in the background, one search at a time. Thread-safe.</summary>
internal sealed class CheckRun(PackedModel model) : IProgress<CheckProgress>, IDisposable
{
    private readonly Lock _gate = new();
    private CancellationTokenSource _stop = new();
    private CheckStatus _status = new(CheckStage.None);
    private Task _task = Task.CompletedTask;

    public CheckStatus Status
    {
        get
        {
            lock (_gate)
            {
                return _status;
            }
        }
    }

    /// <summary>Begins a search, unless one is at work.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_status.Stage == CheckStage.Running)
            {
                return;
            }

            _stop.Dispose();
            _stop = new CancellationTokenSource();
            _status = new CheckStatus(CheckStage.Running);
            CancellationToken stop = _stop.Token;
            _task = Task.Run(() => Search(stop), CancellationToken.None);
        }
    }

    /// <summary>Has the search end soon, with what it knows then.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stop.Cancel();
        }
    }

    public void Report(CheckProgress value)
    {
        lock (_gate)
        {
            if (_status.Stage == CheckStage.Running)
            {
                _status = _status with { Progress = value };
            }
        }
    }

    /// <summary>Stops the search and waits for its end.</summary>
    public void Dispose()
    {
        Stop();
        _task.Wait();
        _stop.Dispose();
    }

    private void Search(CancellationToken stop)
    {
        // Half of the memory there is: the rest of the machine has to live on, and a search that ends early says so.
        CheckOptions options = new()
        {
            WorkerCount = Math.Min(64, Environment.ProcessorCount),
            ContinueAfterViolation = true,
            MaximumMemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2,
            Progress = this,
        };
        CheckStatus ended;
        try
        {
            ended = new CheckStatus(CheckStage.Done, Result: Checker.Check(model, options, stop));
        }
        catch (Exception e)
        {
            // Whatever the model throws is to be read on the page, not to end the server.
            ended = new CheckStatus(CheckStage.Failed, Failure: e is ModelException ? $"{e.InnerException?.GetType().Name}: {e.InnerException?.Message}" : e.Message, FailureTrace: (e as ModelException)?.Trace);
        }

        lock (_gate)
        {
            _status = ended;
        }
    }
}
