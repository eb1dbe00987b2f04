namespace Tenon.Simulation.Faults;

/// <summary>What can go wrong at a call.</summary>
public enum FaultKind
{
    /// <summary>The process dies, and nothing was asked.</summary>
    DieBefore,

    /// <summary>What was asked is done, and the process dies before it hears of it.</summary>
    DieAfter,

    /// <summary>The process dies with the call on its way; it is done minutes later.</summary>
    DieAhead,

    /// <summary>Every process dies, and the store forgets what was not made durable.</summary>
    LosePower,

    /// <summary>What was asked is done, and the answer is an error.</summary>
    LoseReply,

    /// <summary>What was asked is done, and the answer takes minutes.</summary>
    DelayReply,

    /// <summary>Nothing is done, and the answer is an error: too many requests, or nobody there.</summary>
    Throttle,

    /// <summary>Half of the object arrives under its temporary name, and the answer is an error.</summary>
    Tear,

    /// <summary>The object that is opened is damaged where it lies, for good.</summary>
    Rot,

    /// <summary>There is no space left, for a while.</summary>
    FillDisk,

    /// <summary>The process's clock jumps by up to an hour, to either side.</summary>
    JumpClock,

    /// <summary>A second process begins to do the same work.</summary>
    BeginRival,

    /// <summary>The process is asked to stop, gracefully, and another begins when it has.</summary>
    Terminate,
}
