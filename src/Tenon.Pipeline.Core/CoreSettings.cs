namespace Tenon.Pipeline.Core;

/// <summary>The parameters of the core that are not the policy of one index. Immutable.</summary>
public sealed record CoreSettings
{
    /// <summary>The most merges that run at once; at least 1.</summary>
    public int MergeConcurrency { get; init; } = 2;

    /// <summary>After so many failed merges an input that is to blame is quarantined (F-40); at least 1.</summary>
    public int MaxTries { get; init; } = 3;

    /// <summary>The most attempts at staging, uploading or publishing one merge before it is given up and planned anew; at least 1.</summary>
    public int MaxStepAttempts { get; init; } = 8;

    /// <summary>The delay after a first failure; doubles with each further one. Above zero.</summary>
    public TimeSpan BackOff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest delay; at least <see cref="BackOff"/>.</summary>
    public TimeSpan MaxBackOff { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long after a window has ended, and after its last split arrived, its rest is merged although it is few; at least zero.</summary>
    public TimeSpan ColdDelay { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How often what is remembered is compared with the metastore; above zero.</summary>
    public TimeSpan ReconcileInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Of so many merges begun, one is of the scope that has waited longest, whatever its score (F-62); at least 1.</summary>
    public int FairnessCadence { get; init; } = 4;

    /// <summary>What is wrong with the settings.</summary>
    /// <returns>One line for each problem, which names the setting, its value and what is expected; empty if there is none.</returns>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Demand(MergeConcurrency >= 1, $"merge_concurrency is {MergeConcurrency}; at least 1 is expected");
        Demand(MaxTries >= 1, $"max_tries is {MaxTries}; at least 1 is expected");
        Demand(MaxStepAttempts >= 1, $"max_step_attempts is {MaxStepAttempts}; at least 1 is expected");
        Demand(BackOff > TimeSpan.Zero, $"back_off is {BackOff}; more than zero is expected");
        Demand(MaxBackOff >= BackOff, $"max_back_off is {MaxBackOff}; at least back_off, {BackOff}, is expected");
        Demand(ColdDelay >= TimeSpan.Zero, $"cold_delay is {ColdDelay}; at least zero is expected");
        Demand(ReconcileInterval > TimeSpan.Zero, $"reconcile_interval is {ReconcileInterval}; more than zero is expected");
        Demand(FairnessCadence >= 1, $"fairness_cadence is {FairnessCadence}; at least 1 is expected");
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
