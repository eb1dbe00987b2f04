using System.Diagnostics.Metrics;

namespace Tenon.Invariants.Recording;

/// <summary>
/// The counts as metrics of .NET, which OpenTelemetry and Prometheus exporters read: the counters <c>invariant.checked</c> and <c>invariant.violated</c> of
/// the meter <see cref="MeterName"/>, with the invariant's code as the tag <c>invariant</c>. Each invariant is reported, also with 0.
/// </summary>
public static class InvariantMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Tenon.Invariants";

    private static readonly Meter Meter = Create();

    // With the codes made once, reading allocates one array.
    private static readonly KeyValuePair<string, object?>[] Tags = [.. InvariantRegistry.All.Select(info => KeyValuePair.Create("invariant", (object?)info.Code))];

    /// <summary>Offers the meter to whoever listens. The first check does it; a program that wants to be asked before calls it.</summary>
    public static void Start() => _ = Meter;

    private static Meter Create()
    {
        Meter meter = new(MeterName);
        meter.CreateObservableCounter("invariant.checked", () => Measure(InvariantCounts.Checked), "{check}", "Checks of an invariant.");
        meter.CreateObservableCounter("invariant.violated", () => Measure(InvariantCounts.Violated), "{violation}", "Violations of an invariant.");
        return meter;
    }

    private static Measurement<long>[] Measure(Func<InvariantId, long> count) =>
        [.. InvariantRegistry.All.Select((info, i) => new Measurement<long>(count(info.Id), Tags[i]))];
}
