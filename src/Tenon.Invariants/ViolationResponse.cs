namespace Tenon.Invariants;

/// <summary>What follows a violation, in every build; debug builds always throw.</summary>
public enum ViolationResponse
{
    /// <summary>It is recorded, and the program goes on: nothing is lost that way.</summary>
    Observe,

    /// <summary>It is recorded, and the step is refused: what was about to be made durable is not.</summary>
    Refuse,

    /// <summary>It is recorded, and the pipeline that did it stops: its memory can no longer be trusted.</summary>
    Stop,
}
