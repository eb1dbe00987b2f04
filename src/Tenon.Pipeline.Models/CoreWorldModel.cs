using System.Collections.Immutable;
using System.Globalization;
using Tenon.Checking;
using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;
using Tenon.Pipeline.Core;
using Tenon.Pipeline.Core.Judging;
using Tenon.Pipeline.Core.Memory;

namespace Tenon.Pipeline.Models;

/// <summary>
/// The production core of the pipeline in a hostile world: a metastore and a store that fail or lose answers, crashes at any moment, requests that
/// outlive their process, rival processes, retention. The core is not modelled: each step of the process calls <see cref="MergeCore.Handle"/>.
/// </summary>
/// <remarks>Requests are handled in one step and answered in another, so all else may happen before, between and after.</remarks>
[DeriveCodec]
public sealed partial class CoreWorldModel : Model<CoreWorld, CoreWorldAction>
{
    private readonly CoreBounds _bounds;
    private readonly CoreImages _images;
    private readonly Func<CoreSettings, CoreMemory, CoreInput, CoreStep> _core;

    /// <summary>A world with the production core.</summary>
    /// <param name="bounds">Its bounds.</param>
    public CoreWorldModel(CoreBounds bounds)
        : this(bounds, MergeCore.Handle)
    {
    }

    /// <summary>A world with another core: one with a fault, to see that it is caught.</summary>
    /// <param name="bounds">Its bounds.</param>
    /// <param name="core">What stands in the place of <see cref="MergeCore.Handle"/>.</param>
    public CoreWorldModel(CoreBounds bounds, Func<CoreSettings, CoreMemory, CoreInput, CoreStep> core)
    {
        ArgumentNullException.ThrowIfNull(bounds);
        ArgumentNullException.ThrowIfNull(core);
        (_bounds, _images, _core) = (bounds, new CoreImages(bounds), core);
    }

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"PipelineCore({_bounds.Ingests} ingests)");

    /// <inheritdoc/>
    public override ImmutableArray<string> ActionNames =>
    [
        nameof(CoreWorldAction.Ingest), nameof(CoreWorldAction.Hear), nameof(CoreWorldAction.Handle), nameof(CoreWorldAction.Deliver),
        nameof(CoreWorldAction.Tick), nameof(CoreWorldAction.Start),
    ];

    /// <inheritdoc/>
    public override IEnumerable<CoreWorld> InitialStates =>
    [
        new(
            null, 0, ImmutableSortedDictionary<int, WorldSplit>.Empty, [], ImmutableSortedDictionary<int, int>.Empty, [], [],
            NextSplit: 1, IngestedRows: 0, Ingests: 0, Crashes: 0, Losses: 0, LostMessages: 0, Failures: 0, Withdrawals: 0, Rivals: 0, HasStopped: false, Alarms: []),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Step<CoreWorld, CoreWorldAction>> Steps(CoreWorld state)
    {
        foreach ((CoreWorldAction action, CoreWorld next) in StepsOfData(state).Concat(StepsOfProcess(state)).Concat(StepsOfRequests(state)))
        {
            yield return Step(action, Tidy(next));
        }
    }

    /// <summary>Ingest, retention, and rival processes.</summary>
    private IEnumerable<(CoreWorldAction Action, CoreWorld Next)> StepsOfData(CoreWorld world)
    {
        if (world.Ingests < _bounds.Ingests)
        {
            for (int window = 0; window < _bounds.Windows; window++)
            {
                yield return (new CoreWorldAction.Ingest(window), world with
                {
                    Splits = world.Splits.Add(world.NextSplit, new WorldSplit(1, 0, window, SplitStanding.Published)),
                    Messages = world.Process is null ? world.Messages : world.Messages.Add(world.NextSplit),
                    NextSplit = world.NextSplit + 1,
                    IngestedRows = world.IngestedRows + 1,
                    Ingests = world.Ingests + 1,
                });
            }
        }

        if (world.Withdrawals < _bounds.Withdrawals)
        {
            foreach ((int split, WorldSplit known) in world.Splits.Where(pair => pair.Value.Standing == SplitStanding.Published))
            {
                CoreWorld without = world with
                {
                    Splits = world.Splits.SetItem(split, known with { Standing = SplitStanding.Withdrawn }),
                    IngestedRows = world.IngestedRows - known.Rows,
                    Withdrawals = world.Withdrawals + 1,
                };
                yield return (new CoreWorldAction.Withdraw(split, false), without);
                if (world.Process is { IsAttached: true })
                {
                    yield return (new CoreWorldAction.Withdraw(split, true), Tell(without, new CoreInput.Withdrawn(CoreImages.Now, CoreImages.Index, [CoreImages.IdOf(split)])));
                }
            }
        }

        if (world.Rivals < _bounds.Rivals)
        {
            yield return (new CoreWorldAction.RivalTakesLease(), EndEarlier(world with { Epoch = world.Epoch + 1, Rivals = world.Rivals + 1 }));
        }

        if (world.Epoch > 0 && world.Rivals > 0 && (world.Process is null || world.Process.Epoch < world.Epoch) && world.Operations.All(each => each.Standing != OperationStanding.Planned))
        {
            int[] free = [.. world.Splits.Where(pair => IsMergeable(world, pair.Key)).Select(pair => pair.Key)];
            foreach (int first in free)
            {
                foreach (int second in free.Where(second => second > first && world.Splits[second].Level == world.Splits[first].Level && world.Splits[second].Window == world.Splits[first].Window))
                {
                    yield return (new CoreWorldAction.RivalMerges(first, second), MergeAtOnce(world, first, second));
                }
            }
        }
    }

    /// <summary>The process: messages, time, life and death.</summary>
    private IEnumerable<(CoreWorldAction Action, CoreWorld Next)> StepsOfProcess(CoreWorld world)
    {
        if (world.Process is not CoreImage process)
        {
            yield return (new CoreWorldAction.Start(), Start(world, null));
            yield break;
        }

        foreach (int split in world.Messages)
        {
            CoreWorld heard = world with { Messages = world.Messages.Remove(split) };
            if (process.IsAttached)
            {
                ListedSplit listed = _images.Listed(split, world.Splits[split], 0);
                yield return (new CoreWorldAction.Hear(split), Tell(heard, new CoreInput.Arrived(CoreImages.Now, CoreImages.Index, [listed])));
            }

            if (world.LostMessages < _bounds.LostMessages)
            {
                yield return (new CoreWorldAction.LoseMessage(split), heard with { LostMessages = world.LostMessages + 1 });
            }
        }

        if (world.Crashes < _bounds.Crashes)
        {
            yield return (new CoreWorldAction.Crash(), Kill(world) with { Crashes = world.Crashes + 1 });
        }

        bool isListing = world.Requests.Any(request => request.Epoch == process.Epoch && request.Kind == RequestKind.List);
        if (!process.IsAttached && !isListing && !process.IsDrained)
        {
            yield return (new CoreWorldAction.Start(), Start(world, process));
        }

        if (!process.IsAttached)
        {
            yield break;
        }

        if (!process.IsDrained && (!isListing || !process.Resting.IsEmpty || process.Merges.Any(merge => merge.IsRetrying)))
        {
            yield return (new CoreWorldAction.Tick(), Tell(world, new CoreInput.Tick(CoreImages.AfterTick)));
        }

        if (_bounds.Stops && process.IsConnected && !world.HasStopped)
        {
            yield return (new CoreWorldAction.Disconnect(), Tell(world, new CoreInput.Disconnect(CoreImages.Now)) with { HasStopped = true });
        }

        if (!process.IsConnected && process.IsPlanning)
        {
            yield return (new CoreWorldAction.Finalize(), Tell(world, new CoreInput.Finalize(CoreImages.Now, MergeRest: true)));
        }

        if (process.IsDrained)
        {
            yield return (new CoreWorldAction.Exit(), Kill(world));
        }
    }

    [ThreadStatic]
    private static (CoreImage Process, CoreMemory Memory) t_remembered;

    /// <summary>Gives the core an input, and takes down what it remembers and asks.</summary>
    private CoreWorld Tell(CoreWorld world, CoreInput input)
    {
        CoreImage process = world.Process!; // Only a process is told anything.
        if (!ReferenceEquals(t_remembered.Process, process))
        {
            t_remembered = (process, _images.MemoryOf(process, world.Splits)); // The steps of one state begin with the same memory.
        }

        CoreStep step = _core(_images.Settings, t_remembered.Memory, input);
        foreach (CoreFinding finding in CoreJudge.Step(t_remembered.Memory, step.Memory).Concat(CoreJudge.Audit(step.Memory)).Concat(CoreJudge.Input(t_remembered.Memory, input, step.Memory)))
        {
            // What production checks after each step must neither miss a fault nor see one where there is none.
            world = finding.Holds ? world : world with { Alarms = world.Alarms.Add(finding.Id) };
        }

        world = world with { Process = _images.ImageOf(step.Memory, process.Epoch) };
        foreach (CoreEffect effect in step.Effects)
        {
            world = effect is CoreEffect.Cancel cancel ? Cancel(world, process.Epoch, (int)cancel.Merge) : Ask(world, RequestOf(effect, process.Epoch));
        }

        return input is CoreInput.Detached // A list that was asked for is of no use any more.
            ? world with { Requests = world.Requests.RemoveAll(request => request.Epoch == process.Epoch && request.Kind == RequestKind.List) }
            : world;
    }

    private static WorldRequest? RequestOf(CoreEffect effect, int epoch) => effect switch
    {
        CoreEffect.Claim claim => New((int)claim.Merge, RequestKind.Claim, [.. claim.Inputs.Select(input => CoreImages.NumberOf(input.Id))]),
        CoreEffect.Execute execute => New((int)execute.Merge, RequestKind.Execute, []),
        CoreEffect.Stage stage => New((int)stage.Merge, RequestKind.Stage, []),
        CoreEffect.Upload upload => New((int)upload.Merge, RequestKind.Upload, []),
        CoreEffect.Publish publish => New((int)publish.Merge, RequestKind.Publish, []),
        CoreEffect.End end => New((int)end.Merge, RequestKind.End, [.. end.Blamed.Select(CoreImages.NumberOf)]),
        CoreEffect.List => New(0, RequestKind.List, []),
        _ => null, // Nothing is answered.

    }
    is { } request ? request with { Epoch = epoch } : null;

    private static WorldRequest New(int merge, RequestKind kind, ImmutableArray<int> splits) => new(0, merge, kind, splits, Answer.None, []);

    private static CoreWorld Ask(CoreWorld world, WorldRequest? request) => request is null ? world : world with { Requests = [.. world.Requests.Append(request).OrderBy(each => each.Epoch).ThenBy(each => each.Merge).ThenBy(each => each.Kind)] };

    /// <summary>What nobody waits for any more: changes that are under way may still reach the metastore.</summary>
    private static CoreWorld Cancel(CoreWorld world, int epoch, int merge) => world with
    {
        Requests = world.Requests.RemoveAll(request => request.Epoch == epoch && request.Merge == merge && !IsUnderWay(request)),
    };

    private static bool IsUnderWay(WorldRequest request) => request.Answer == Answer.None && request.Kind is RequestKind.Claim or RequestKind.Stage or RequestKind.Publish;

    private static CoreWorld Kill(CoreWorld world) => world with
    {
        Process = null,
        Messages = [],
        Requests = world.Requests.RemoveAll(request => request.Epoch == world.Process!.Epoch && !IsUnderWay(request)),
    };

    /// <summary>A process, new or one that lost its lease, takes the lease, ends what was planned before, and asks for the list.</summary>
    private static CoreWorld Start(CoreWorld world, CoreImage? process)
    {
        int epoch = world.Epoch + 1;
        CoreImage image = process is null
            ? new CoreImage(
                epoch, false, true, true, false, null, null, [], [], [], ImmutableSortedDictionary<int, int>.Empty, ImmutableSortedDictionary<int, int>.Empty, [], 1)
            : process with { Epoch = epoch };
        return Ask(EndEarlier(world with { Epoch = epoch, Process = image }), New(0, RequestKind.List, []) with { Epoch = epoch });
    }

    private static CoreWorld EndEarlier(CoreWorld world)
    {
        foreach (WorldOperation operation in world.Operations.Where(each => each.Standing == OperationStanding.Planned))
        {
            world = End(world, operation);
        }

        return world;
    }

    private static CoreWorld End(CoreWorld world, WorldOperation operation) => world with
    {
        Operations = world.Operations.Replace(operation, operation with { Standing = OperationStanding.Ended }),
        Splits = world.Splits.SetItems(operation.Outputs.Select(output => KeyValuePair.Create(output, world.Splits[output] with { Standing = SplitStanding.Retired }))),
    };

    private static CoreWorld MergeAtOnce(CoreWorld world, int first, int second)
    {
        WorldSplit one = world.Splits[first];
        WorldSplit other = world.Splits[second];
        return world with
        {
            Splits = world.Splits
                .SetItem(first, one with { Standing = SplitStanding.Retired })
                .SetItem(second, other with { Standing = SplitStanding.Retired })
                .Add(world.NextSplit, new WorldSplit(one.Rows + other.Rows, one.Level + 1, one.Window, SplitStanding.Published)),
            NextSplit = world.NextSplit + 1,
        };
    }

    private bool IsMergeable(CoreWorld world, int split) =>
        world.Splits.TryGetValue(split, out WorldSplit? known)
        && known.Standing == SplitStanding.Published
        && known.Level < _bounds.MaximumLevel
        && world.Tries.GetValueOrDefault(split) < _images.Settings.MaxTries;

    /// <summary>Forgets what nobody can come upon any more, so that worlds that differ in nothing else are one.</summary>
    private static CoreWorld Tidy(CoreWorld world)
    {
        ImmutableArray<WorldOperation> operations = world.Operations.RemoveAll(each =>
            each.Standing != OperationStanding.Planned
            && !world.Requests.Any(request => request.Epoch == each.Epoch && request.Merge == each.Number)
            && !(world.Process is CoreImage process && process.Epoch == each.Epoch && process.Merges.Any(merge => merge.Number == each.Number)));
        var known = new HashSet<int>(world.Messages);
        known.UnionWith(operations.SelectMany(each => each.Inputs.Concat(each.Outputs)));
        known.UnionWith(world.Requests.SelectMany(request => request.Kind == RequestKind.End ? request.Splits : request.Splits.Concat(request.Told)));
        if (world.Process is CoreImage image)
        {
            known.UnionWith(image.Young.Concat(image.Resting).Concat(image.Quarantined).Concat(image.Merges.SelectMany(merge => merge.Inputs.Concat(merge.Outputs).Concat(merge.Gone))));
            known.UnionWith((image.Came ?? []).Concat(image.Went ?? []));
        }

        ImmutableSortedDictionary<int, WorldSplit> splits = world.Splits.RemoveRange(
            world.Splits.Where(pair => pair.Value.Standing != SplitStanding.Published && !known.Contains(pair.Key)).Select(pair => pair.Key));
        return world with
        {
            // Any number will do that nobody has in use.
            Process = world.Process is CoreImage numbered ? numbered with { NextMerge = 1 + HighestMerge(world, numbered, operations) } : null,
            Operations = operations,
            Splits = splits,
            Tries = world.Tries.RemoveRange(world.Tries.Keys.Where(split => !splits.ContainsKey(split))),
        };
    }

    private static int HighestMerge(CoreWorld world, CoreImage process, ImmutableArray<WorldOperation> operations) => Math.Max(
        process.Merges.IsEmpty ? 0 : process.Merges[^1].Number,
        world.Requests.Where(request => request.Epoch == process.Epoch).Select(request => request.Merge)
            .Concat(operations.Where(each => each.Epoch == process.Epoch).Select(each => each.Number)).DefaultIfEmpty().Max());
}
