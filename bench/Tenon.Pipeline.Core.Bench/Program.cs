// What the core costs with many immature splits: dotnet run -c Release --project bench/Tenon.Pipeline.Core.Bench [-- SPLITS SCOPES]
// Prints the time and the peak memory of a re-seed, the time of one arrival, of one merge from claim to publish, and of a comparison with a list.
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Tenon.Pipeline.Core;
using Tenon.Pipeline.Core.Memory;
using Tenon.Splits;
using Tenon.Splits.Policy;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int splits = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
int scopes = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10_000;
const int Arrivals = 10_000;
DateTimeOffset now = DateTimeOffset.UnixEpoch.AddYears(56);
var ids = new SplitIdGenerator(TimeProvider.System, new Random(1));
IndexUid index = IndexUid.Create("bench", ids.Next());
var policy = new MergePolicy(new MergePolicySettings());
var settings = new CoreSettings();
CompactionScope[] all = [.. Enumerable.Range(0, scopes).Select(i => new CompactionScope(index, 0, SortSchema.DefaultMetrics, TimeWindow.Of(now.ToUnixTimeSeconds() - (i * 900L), 900), 0, SplitScope.Root))];

ImmutableArray<ListedSplit> listed = [.. Enumerable.Range(0, splits).Select(i => New(all[i % scopes]))];
Console.WriteLine($"{splits:N0} splits in {scopes:N0} scopes; listed in {GC.GetTotalMemory(true) / 1e6:N0} MB");

long start = Stopwatch.GetTimestamp();
CoreStep step = MergeCore.Handle(settings, CoreMemory.Empty, new CoreInput.Attached(now, index, policy, listed));
Console.WriteLine($"re-seed                {Stopwatch.GetElapsedTime(start).TotalSeconds,8:0.00} s");
Console.WriteLine($"lists and memory       {GC.GetTotalMemory(true) / 1e6,8:N0} MB; peak of the process {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB");

ListedSplit[] arriving = [.. Enumerable.Range(0, Arrivals).Select(i => New(all[i * 7 % scopes]))];
CoreMemory memory = step.Memory;
double worst = 0;
start = Stopwatch.GetTimestamp();
foreach (ListedSplit split in arriving)
{
    long one = Stopwatch.GetTimestamp();
    memory = MergeCore.Handle(settings, memory, new CoreInput.Arrived(now, index, [split])).Memory;
    worst = Math.Max(worst, Stopwatch.GetElapsedTime(one).TotalMicroseconds);
}

Console.WriteLine($"one arrival            {Stopwatch.GetElapsedTime(start).TotalMicroseconds / Arrivals,8:0.0} us; worst {worst:0} us");

Queue<CoreEffect> effects = new(step.Effects);
memory = step.Memory;
int merges = 0;
start = Stopwatch.GetTimestamp();
while (merges < Arrivals && effects.TryDequeue(out CoreEffect? effect))
{
    if (effect is CoreEffect.Claim claim)
    {
        merges++;
        MergeCandidate output = new(ids.Next(SplitKind.Metrics), claim.Level + 1, claim.Inputs.Sum(i => i.SizeBytes), claim.Inputs.Sum(i => i.RowCount), now, now.AddHours(48));
        CoreInput[] answers =
        [
            new CoreInput.Claimed(now, claim.Merge), new CoreInput.Merged(now, claim.Merge, [output]), new CoreInput.Staged(now, claim.Merge),
            new CoreInput.Uploaded(now, claim.Merge), new CoreInput.Published(now, claim.Merge),
        ];
        foreach (CoreInput answer in answers)
        {
            step = MergeCore.Handle(settings, memory, answer);
            memory = step.Memory;
            foreach (CoreEffect next in step.Effects)
            {
                effects.Enqueue(next);
            }
        }
    }
}

Console.WriteLine($"one merge, five answers{Stopwatch.GetElapsedTime(start).TotalMicroseconds / Math.Max(1, merges),8:0.0} us; {merges:N0} merges");

memory = MergeCore.Handle(settings, memory, new CoreInput.Tick(now + settings.ReconcileInterval)).Memory;
start = Stopwatch.GetTimestamp();
MergeCore.Handle(settings, memory, new CoreInput.Listed(now, index, listed));
Console.WriteLine($"comparison with a list {Stopwatch.GetElapsedTime(start).TotalSeconds,8:0.00} s");

ListedSplit New(CompactionScope scope) => new(scope, new MergeCandidate(ids.Next(SplitKind.Metrics), 0, 600_000, 10_000, now.AddSeconds(-1), now.AddHours(47)));
