using Tenon.Merging;
using Tenon.Pipeline.Core;

namespace Tenon.Pipeline.Running;

/// <summary>The parameters of a running pipeline. Immutable.</summary>
public sealed record RunSettings
{
    /// <summary>What the runtime and compiled code of a process take, whatever it merges: merges share what is left of <see cref="MemoryBytes"/>.</summary>
    internal const long RuntimeBytes = 72L << 20;

    /// <summary>The least that one merge works with.</summary>
    internal const long MinimumShareBytes = MergeSettings.MinimumMemoryBytes - RuntimeBytes;

    /// <summary>The parameters of the core.</summary>
    public CoreSettings Core { get; init; } = new();

    /// <summary>Memory that the process may use, in bytes; shared by all merges that run at once.</summary>
    public long MemoryBytes { get; init; } = 1L << 30;

    /// <summary>Bytes of scratch at most; reserved before a merge begins. At least 1.</summary>
    public long ScratchBytes { get; init; } = 64L << 30;

    /// <summary>Threads of one merge; at least 1.</summary>
    public int ThreadsPerMerge { get; init; } = 1;

    /// <summary>Merges that were being written when their process died, after which an input of all of them is quarantined (F-47). At least 1. Kills also come
    /// from outside, so this is more than the tries of inputs that are found to be bad.</summary>
    public int MaxDeaths { get; init; } = 5;

    /// <summary>How often it is said that the process lives, and works on its operations; above zero.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a lease must not have been renewed before another process takes it; more than two heartbeats.</summary>
    public TimeSpan LeaseLifetime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often indexes are looked for; above zero.</summary>
    public TimeSpan DiscoveryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the core is told the time; above zero, at most a second.</summary>
    public TimeSpan TickInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a graceful stop may take; above zero.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Whether a graceful stop merges rests that are too few for a normal merge.</summary>
    public bool MergeRestAtStop { get; init; }

    /// <summary>The delay before a pipeline that failed, or an index that could not be attached, is tried again; doubles with each failure in a row. Above zero.</summary>
    public TimeSpan RestartDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such delay; at least <see cref="RestartDelay"/>.</summary>
    public TimeSpan MaxRestartDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often memory is compared with the metastore, and files with their records; above zero.</summary>
    public TimeSpan AuditInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many splits of each index an audit counts anew; at least 0.</summary>
    public int AuditedSplits { get; init; } = 2;

    /// <summary>Inputs that wait for the core; beyond that, whoever tells one waits, and arrivals are left to the next comparison. At least 16.</summary>
    public int InboxCapacity { get; init; } = 1024;

    /// <summary>Splits that were published while their index was being attached, and wait for that; more are left to the next comparison. At least 1.</summary>
    public int HeldArrivals { get; init; } = 100_000;

    /// <summary>Indexes that are attached at once; at least 1.</summary>
    public int AttachConcurrency { get; init; } = 4;

    /// <summary>Splits that are read from the metastore at once; at least 1.</summary>
    public int ListingPageSize { get; init; } = 10_000;

    /// <summary>What one merge may use, as a process that merges nothing else.</summary>
    public long MergeMemoryBytes => RuntimeBytes + Math.Max(MinimumShareBytes, (MemoryBytes - RuntimeBytes) / Core.MergeConcurrency);

    /// <summary>The part of <see cref="MergeMemoryBytes"/> that is the merge's own: what it reserves.</summary>
    public long MergeShareBytes => MergeMemoryBytes - RuntimeBytes;

    /// <summary>What merges and ingests of a process share.</summary>
    /// <returns>The budget.</returns>
    public Budgets.ByteBudget NewMemoryBudget() => new(Math.Max(MergeShareBytes, MemoryBytes - RuntimeBytes));

    /// <summary>What is wrong with the settings.</summary>
    /// <returns>One line for each problem, which names the setting, its value and what is expected; empty if there is none.</returns>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [.. Core.Problems()];
        long least = RuntimeBytes + (Math.Max(1, Core.MergeConcurrency) * MinimumShareBytes);
        Demand(MemoryBytes >= least, $"memory is {MemoryBytes} bytes; at least {least} are expected for {Core.MergeConcurrency} merges at once (merge_concurrency)");
        Demand(ScratchBytes >= 1, $"scratch is {ScratchBytes} bytes; at least 1 is expected");
        Demand(ThreadsPerMerge >= 1, $"threads_per_merge is {ThreadsPerMerge}; at least 1 is expected");
        Demand(MaxDeaths >= 1, $"max_deaths is {MaxDeaths}; at least 1 is expected");
        Demand(HeartbeatInterval > TimeSpan.Zero, $"heartbeat_interval is {HeartbeatInterval}; more than zero is expected");
        Demand(LeaseLifetime > 2 * HeartbeatInterval, $"lease_lifetime is {LeaseLifetime}; more than two of heartbeat_interval, {HeartbeatInterval}, is expected");
        Demand(DiscoveryInterval > TimeSpan.Zero, $"discovery_interval is {DiscoveryInterval}; more than zero is expected");
        Demand(TickInterval > TimeSpan.Zero && TickInterval <= TimeSpan.FromSeconds(1), $"tick_interval is {TickInterval}; more than zero and at most 1 s is expected");
        Demand(DrainTimeout > TimeSpan.Zero, $"drain_timeout is {DrainTimeout}; more than zero is expected");
        Demand(RestartDelay > TimeSpan.Zero, $"restart_delay is {RestartDelay}; more than zero is expected");
        Demand(MaxRestartDelay >= RestartDelay, $"max_restart_delay is {MaxRestartDelay}; at least restart_delay, {RestartDelay}, is expected");
        Demand(AuditInterval > TimeSpan.Zero, $"audit_interval is {AuditInterval}; more than zero is expected");
        Demand(AuditedSplits >= 0, $"audited_splits is {AuditedSplits}; at least 0 is expected");
        Demand(InboxCapacity >= 16, $"inbox_capacity is {InboxCapacity}; at least 16 is expected");
        Demand(HeldArrivals >= 1, $"held_arrivals is {HeldArrivals}; at least 1 is expected");
        Demand(AttachConcurrency >= 1, $"attach_concurrency is {AttachConcurrency}; at least 1 is expected");
        Demand(ListingPageSize >= 1, $"listing_page_size is {ListingPageSize}; at least 1 is expected");
        return problems;

        void Demand(bool holds, FormattableString problem)
        {
            if (!holds)
            {
                problems.Add(FormattableString.Invariant(problem));
            }
        }
    }
}
