namespace Tenon.Checking.Actors;

/// <summary>What a step of a system of actors does.</summary>
internal enum ActorLabelKind
{
    Deliver,
    Drop,
    Timeout,
    Crash,
    Recover,
}

/// <summary>A step of a system of actors without the state it is taken in.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Actor">The actor it is a step of; of a loss, the receiver.</param>
/// <param name="Word">The word of the message or the timer; 0 if there is none.</param>
internal readonly record struct ActorLabel(ActorLabelKind Kind, int Actor, ulong Word)
{
    public bool IsOfMessage => Kind is ActorLabelKind.Deliver or ActorLabelKind.Drop;
}
