namespace Tenon.Pipeline.Models;

/// <summary>The bounds of a world, which make it finite. Immutable.</summary>
public sealed record CoreBounds
{
    /// <summary>Splits that are ingested, of one row each.</summary>
    public int Ingests { get; init; } = 2;

    /// <summary>Crashes of the process, at any moment.</summary>
    public int Crashes { get; init; }

    /// <summary>Answers of the metastore that are lost, before or after the change was made.</summary>
    public int Losses { get; init; }

    /// <summary>Messages of an ingest that are lost.</summary>
    public int LostMessages { get; init; }

    /// <summary>Steps that fail, with nothing changed.</summary>
    public int Failures { get; init; }

    /// <summary>Published splits that retention takes away.</summary>
    public int Withdrawals { get; init; }

    /// <summary>How often another process takes the lease, and may merge.</summary>
    public int Rivals { get; init; }

    /// <summary>Whether the process may be stopped gracefully, and started again.</summary>
    public bool Stops { get; init; }

    /// <summary>The first split's file is damaged: each merge of it fails, and the damage is found in it (1) or cannot be told from that of others (2). 0 if it is sound.</summary>
    public int Poison { get; init; }

    /// <summary>Merges that run at once.</summary>
    public int Concurrency { get; init; } = 2;

    /// <summary>Windows that splits are ingested into.</summary>
    public int Windows { get; init; } = 1;

    /// <summary>The level at which splits are mature.</summary>
    public int MaximumLevel { get; init; } = 2;
}
