namespace Tenon.Checking.Samples;

/// <summary>The number of an attempt to have a value chosen. Ordered; (0, 0) is before all.</summary>
/// <param name="Round">The round, from 1.</param>
/// <param name="Leader">The server that makes the attempt.</param>
public readonly record struct Ballot(int Round, int Leader) : IComparable<Ballot>
{
    /// <summary>Whether one is before the other.</summary>
    public static bool operator <(Ballot left, Ballot right) => left.CompareTo(right) < 0;

    /// <summary>Whether one is after the other.</summary>
    public static bool operator >(Ballot left, Ballot right) => left.CompareTo(right) > 0;

    /// <summary>Whether one is not after the other.</summary>
    public static bool operator <=(Ballot left, Ballot right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one is not before the other.</summary>
    public static bool operator >=(Ballot left, Ballot right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public int CompareTo(Ballot other) => Round != other.Round ? Round.CompareTo(other.Round) : Leader.CompareTo(other.Leader);
}

/// <summary>What is to be chosen: a client's request.</summary>
/// <param name="Request">The request's number.</param>
/// <param name="Client">The client.</param>
/// <param name="Value">The value.</param>
public sealed record Proposal(int Request, int Client, char Value);

/// <summary>A proposal that an acceptor has accepted.</summary>
/// <param name="Ballot">In which ballot.</param>
/// <param name="Proposal">The proposal.</param>
public sealed record Acceptance(Ballot Ballot, Proposal Proposal);

/// <summary>A message between servers of <see cref="Paxos"/>.</summary>
public abstract record PaxosMessage
{
    private PaxosMessage()
    {
    }

    /// <summary>Phase 1a: take part in no earlier ballot any more.</summary>
    /// <param name="Ballot">The ballot.</param>
    public sealed record Prepare(Ballot Ballot) : PaxosMessage;

    /// <summary>Phase 1b: promised.</summary>
    /// <param name="Ballot">The ballot.</param>
    /// <param name="Last">What the sender accepted last, or null.</param>
    public sealed record Prepared(Ballot Ballot, Acceptance? Last) : PaxosMessage;

    /// <summary>Phase 2a: accept this.</summary>
    /// <param name="Ballot">The ballot.</param>
    /// <param name="Proposal">The proposal.</param>
    public sealed record Accept(Ballot Ballot, Proposal Proposal) : PaxosMessage;

    /// <summary>Phase 2b: accepted.</summary>
    /// <param name="Ballot">The ballot.</param>
    public sealed record Accepted(Ballot Ballot) : PaxosMessage;

    /// <summary>This is chosen.</summary>
    /// <param name="Ballot">The ballot.</param>
    /// <param name="Proposal">The proposal.</param>
    public sealed record Decided(Ballot Ballot, Proposal Proposal) : PaxosMessage;
}
