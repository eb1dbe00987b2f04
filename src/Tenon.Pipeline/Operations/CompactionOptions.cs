namespace Tenon.Pipeline.Operations;

/// <summary>What one run shall compact. Immutable.</summary>
public sealed record CompactionOptions
{
    /// <summary>Files and folders, as the user gave them.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Whether to go into folders below.</summary>
    public bool Recursive { get; init; }

    /// <summary>Whether the inputs are the target's own files and are retired; otherwise they are only read.</summary>
    public bool InPlace { get; init; }

    /// <summary>The size outputs are cut at, in bytes. In place, outputs of earlier runs below half of it are merged again with new files.</summary>
    public long TargetSizeBytes { get; init; } = 256L << 20;
}
