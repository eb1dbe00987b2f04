namespace Tenon.Checking.Actors;

/// <summary>What a network does with messages in flight. Any of them may in addition lose messages.</summary>
public enum NetworkKind
{
    /// <summary>Messages are delivered in any order, each as often as it was sent.</summary>
    Unordered,

    /// <summary>Messages are delivered in any order and any number of times. One that is in flight already is not changed by being sent again.</summary>
    UnorderedDuplicating,

    /// <summary>From each actor to each other messages are delivered in the order in which they were sent, once.</summary>
    Ordered,
}
