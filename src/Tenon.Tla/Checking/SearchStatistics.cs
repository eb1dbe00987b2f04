using System.Collections.Concurrent;
using System.Globalization;
using Tenon.Checking;
using Tenon.Tla.Values;

namespace Tenon.Tla.Checking;

/// <summary>What TLCGet tells of the search: how far it is while it goes on, what it came to afterwards. Safe for use by several threads.</summary>
/// <remarks>
/// While the search goes on, the numbers are those of the moment. States are examined in the order in which they were found, so with one worker an invariant
/// sees the numbers that belong to its state: it is the last of the distinct ones. The search tells of its queue once a second; until then nothing waits.
/// </remarks>
/// <param name="options">How the specification is checked.</param>
/// <param name="next">Told of the progress as well; null for nobody.</param>
internal sealed class SearchStatistics(TlaCheckOptions options, IProgress<CheckProgress>? next) : IProgress<CheckProgress>
{
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private readonly ConcurrentBag<Counts> _counts = [];
    private CheckProgress _last;

    /// <summary>Whether a state without successors is an error.</summary>
    public bool ChecksDeadlock { get; set; } = options.Deadlock ?? true;

    /// <summary>What the search came to, once it is over.</summary>
    public TlaOutcome? Outcome { get; set; }

    public TimeSpan Elapsed => _clock.GetElapsedTime(_started);

    /// <summary>The greatest level of a state that was expanded so far; initial states are of level 1.</summary>
    public int DepthWithin => _counts.IsEmpty ? 0 : _counts.Max(each => each.Depth);

    private long Examined => _counts.Sum(each => each.Examined);

    private long Generated => Outcome?.Generated ?? _counts.Sum(each => each.Generated);

    private long Distinct => Outcome?.Distinct ?? Math.Max(Examined, _last.StateCount);

    private long Waiting => Outcome?.Left ?? Math.Max(0, Distinct - Examined);

    private long Depth => Outcome?.Depth ?? DepthWithin;

    // The walk that is under way is none yet.
    private long Walks => !options.Simulate ? 0 : Outcome is null ? Math.Max(0, _counts.Sum(each => each.Beginnings) - 1) : options.WalkCount;

    /// <summary>The numbers of one thread, which counts on in them.</summary>
    public Counts NewCounts()
    {
        Counts counts = new();
        _counts.Add(counts);
        return counts;
    }

    public void Report(CheckProgress value)
    {
        _last = value;
        next?.Report(value);
    }

    /// <summary>The value by its name; null for an unknown one.</summary>
    public Value? Of(string name) => name switch
    {
        "distinct" => IntegerValue.Of(Distinct),
        "generated" => IntegerValue.Of(Generated),
        "queue" => IntegerValue.Of(Waiting),
        "diameter" => IntegerValue.Of(options.Simulate ? Walks : Depth),
        "level" => IntegerValue.Of(Depth),
        "duration" => IntegerValue.Of((long)Elapsed.TotalSeconds),
        "config" => FiniteFunction.Record(
            ("mode", StringValue.Of(options.Simulate ? "simulate" : "bfs")),
            ("depth", IntegerValue.Of(options.Depth ?? (options.Simulate ? 100 : -1))),
            ("deadlock", BooleanValue.Of(ChecksDeadlock)),
            ("seed", StringValue.Of(options.Seed.ToString(CultureInfo.InvariantCulture))),
            ("worker", IntegerValue.Of(options.WorkerCount)),
            ("workers", IntegerValue.Of(options.WorkerCount)),
            ("traces", IntegerValue.Of(options.Simulate ? options.WalkCount : -1))),
        "stats" => FiniteFunction.Record(
            ("distinct", IntegerValue.Of(Distinct)),
            ("generated", IntegerValue.Of(Generated)),
            ("queue", IntegerValue.Of(Waiting)),
            ("diameter", IntegerValue.Of(Depth)),
            ("traces", IntegerValue.Of(Walks)),
            ("duration", IntegerValue.Of((long)Elapsed.TotalSeconds))),
        // A property of the Java machine: compositions of actions have to be allowed there, and always are here.
        "-Dtlc2.tool.impl.Tool.cdot" => StringValue.Of("true"),
        _ => null,
    };

    /// <summary>How far one thread is. Written by that thread; others read what may be a moment old.</summary>
    internal sealed class Counts
    {
        /// <summary>States that were entered, to be judged and expanded.</summary>
        public long Examined { get; set; }

        /// <summary>States that were found, repetitions included.</summary>
        public long Generated { get; set; }

        /// <summary>How often the initial states were sought: once for a search, once for each walk.</summary>
        public long Beginnings { get; set; }

        /// <summary>The greatest level of a state that was expanded; initial states are of level 1.</summary>
        public int Depth { get; set; }
    }
}
