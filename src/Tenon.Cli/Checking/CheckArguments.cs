namespace Tenon.Cli.Checking;

/// <summary>The arguments of <c>tenon check</c> as they were given.</summary>
internal sealed record CheckArguments
{
    public bool List { get; init; }

    public string? Model { get; init; }

    public required IReadOnlyList<string> Parameters { get; init; }

    public string? Workers { get; init; }

    public bool BreadthFirst { get; init; }

    public bool DepthFirst { get; init; }

    public bool Simulate { get; init; }

    public string? Seed { get; init; }

    public string? Walks { get; init; }

    public string? Depth { get; init; }

    public string? MaximumStates { get; init; }

    public string? MaximumTime { get; init; }

    public string? Memory { get; init; }

    public string? Spill { get; init; }

    public string? Checkpoint { get; init; }

    public string? CheckpointEvery { get; init; }

    public string? Resume { get; init; }

    public bool ContinueAfterViolation { get; init; }

    public bool Symmetry { get; init; }

    public bool PartialOrder { get; init; }

    public bool PartialOrderSelfCheck { get; init; }

    public bool Json { get; init; }

    public string? Dot { get; init; }

    public string? Itf { get; init; }

    public string? Graph { get; init; }
}
