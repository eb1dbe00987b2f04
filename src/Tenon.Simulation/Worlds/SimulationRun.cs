using System.Collections.Immutable;
using Tenon.Conformance;
using Tenon.Conformance.Reading;
using Tenon.Invariants;
using Tenon.Pipeline.Events;
using Tenon.Simulation.Campaigns;
using Tenon.Simulation.Faults;
using Tenon.Simulation.Interception;
using Tenon.Simulation.Scheduling;

namespace Tenon.Simulation.Worlds;

/// <summary>What became of a run. Immutable.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Hash">The hash of everything that happened in it, in order.</param>
/// <param name="Faults">What was to go wrong.</param>
/// <param name="Struck">What did.</param>
/// <param name="Problem">What was wrong; null if nothing was.</param>
/// <param name="Actions">How often it took each action of the model.</param>
/// <param name="EventCount">Events that were told.</param>
/// <param name="FileCount">Files that were brought.</param>
/// <param name="Duration">How long it took, in its own time.</param>
public sealed record SimulationRun(
    int Seed, string Hash, ImmutableArray<Fault> Faults, ImmutableArray<Fault> Struck, string? Problem, ImmutableSortedDictionary<string, long> Actions, int EventCount, int FileCount,
    TimeSpan Duration)
{
    /// <summary>What all processes told.</summary>
    public ImmutableArray<StampedEvent> Events { get; init; } = [];

    /// <summary>How often each call was made.</summary>
    public ImmutableSortedDictionary<CallSite, int> Calls { get; init; } = ImmutableSortedDictionary<CallSite, int>.Empty;

    /// <summary>Runs once. Blocks the caller, who is no thread of the pool.</summary>
    /// <param name="request">The run.</param>
    /// <param name="folder">An empty folder, which is empty again afterwards.</param>
    /// <param name="log">Hears each line of what happens; null for nobody.</param>
    /// <returns>What became of it.</returns>
    public static SimulationRun Of(SimulationRequest request, string folder, Action<string>? log)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var lines = new RunLog(log);
        var world = new SimulatedWorld(request, folder, lines);
        DateTimeOffset begin = world.Clock.GetUtcNow();
        var violations = new List<string>();
        void Note(InvariantViolation violation) => violations.Add($"{violation.Id} is violated: {violation.Message}");
        Invariant.Violated += Note;
        string? problem = null;
        ImmutableSortedDictionary<string, long> actions = ImmutableSortedDictionary<string, long>.Empty;
        try
        {
            SoleThread.Run(world.Clock, begin + TimeSpan.FromDays(3), world.RunAsync);
            // Who dies between an ingest and telling of it, or never hears that it is published, leaves splits that nobody tells of.
            TraceReport report = TraceReplay.Check(world.Events.Select(RecordedEvent.Of), new TraceOptions
            {
                IsClosed = !world.HasDeaths && !world.Faults.Struck.Any(fault => fault is { Kind: FaultKind.LoseReply, Site: CallSite.Publish }),
                HasWrongClocks = world.Faults.Struck.Any(fault => fault.Kind == FaultKind.JumpClock),
                HasLostLeases = world.Faults.Struck.Any(fault => fault is { Kind: FaultKind.LoseReply, Site: CallSite.TakeLease }),
            });
            actions = report.ActionCounts;
            problem = report.Conforms ? null : "what was told is no behaviour of the model: " + string.Join("; ", report.Divergences.Select(each => $"{each.Event}: {each.Reason}"));
        }
        catch (Exception e) when (e is SimulationFailedException or StandstillException)
        {
            problem = e.Message;
        }
        finally
        {
            Invariant.Violated -= Note;
            foreach (string left in Directory.EnumerateDirectories(folder))
            {
                Directory.Delete(left, recursive: true);
            }
        }

        problem = violations.Count > 0 ? string.Join("; ", violations) : problem;
        return new SimulationRun(request.Seed, lines.Hash, world.Faults.Faults, [.. world.Faults.Struck], problem, actions, world.Events.Count, world.FileCount, world.Clock.GetUtcNow() - begin)
        {
            Events = [.. world.Events],
            Calls = Enum.GetValues<CallSite>().Where(site => world.Faults.CountOf(site) > 0).ToImmutableSortedDictionary(site => site, world.Faults.CountOf),
        };
    }
}
