namespace Tenon.Pipeline.Models;

/// <summary>What the world makes of a request.</summary>
public enum Outcome
{
    /// <summary>What was asked.</summary>
    Served,

    /// <summary>It fails, and nothing is changed.</summary>
    Fails,

    /// <summary>Nothing is changed, and the answer is lost.</summary>
    LostBefore,

    /// <summary>It is done, and the answer is lost.</summary>
    LostAfter,
}

/// <summary>A step of a world.</summary>
public abstract record CoreWorldAction
{
    private CoreWorldAction()
    {
    }

    /// <summary>A split is ingested and published.</summary>
    /// <param name="Window">Its window.</param>
    public sealed record Ingest(int Window) : CoreWorldAction;

    /// <summary>The process hears of an ingested split.</summary>
    /// <param name="Split">The split.</param>
    public sealed record Hear(int Split) : CoreWorldAction;

    /// <summary>A message is lost.</summary>
    /// <param name="Split">The split it told of.</param>
    public sealed record LoseMessage(int Split) : CoreWorldAction;

    /// <summary>The metastore, the store or a worker handles a request.</summary>
    /// <param name="Kind">What was asked.</param>
    /// <param name="Merge">For which merge.</param>
    /// <param name="Outcome">What becomes of it.</param>
    public sealed record Handle(RequestKind Kind, int Merge, Outcome Outcome) : CoreWorldAction;

    /// <summary>The process gets an answer.</summary>
    /// <param name="Kind">What was asked.</param>
    /// <param name="Merge">For which merge.</param>
    /// <param name="Answer">The answer.</param>
    public sealed record Deliver(RequestKind Kind, int Merge, Answer Answer) : CoreWorldAction;

    /// <summary>Time passes: whatever waits for it is due.</summary>
    public sealed record Tick : CoreWorldAction;

    /// <summary>Retention takes a published split away.</summary>
    /// <param name="Split">The split.</param>
    /// <param name="IsTold">Whether the process is told.</param>
    public sealed record Withdraw(int Split, bool IsTold) : CoreWorldAction;

    /// <summary>The process dies.</summary>
    public sealed record Crash : CoreWorldAction;

    /// <summary>A process takes the lease, ends what earlier leases left planned, and asks for the list to begin with.</summary>
    public sealed record Start : CoreWorldAction;

    /// <summary>Another process takes the lease and ends what was planned.</summary>
    public sealed record RivalTakesLease : CoreWorldAction;

    /// <summary>That process merges, all at once.</summary>
    /// <param name="First">One input.</param>
    /// <param name="Second">Another.</param>
    public sealed record RivalMerges(int First, int Second) : CoreWorldAction;

    /// <summary>The first step of a graceful stop.</summary>
    public sealed record Disconnect : CoreWorldAction;

    /// <summary>The second.</summary>
    public sealed record Finalize : CoreWorldAction;

    /// <summary>The process exits, drained.</summary>
    public sealed record Exit : CoreWorldAction;
}
