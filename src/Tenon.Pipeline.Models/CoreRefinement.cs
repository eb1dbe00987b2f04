using System.Collections.Immutable;
using Tenon.Invariants.State;
using Tenon.Pipeline.Core.Memory;

namespace Tenon.Pipeline.Models;

/// <summary>
/// What a world of the production core is in the eyes of the specification: the mapping under which each of its steps must be a step of
/// <c>MergePipeline</c>, a few of them, or none.
/// </summary>
/// <remarks>
/// <para>
/// A merge is one record there and three things here: what the process remembers, an operation of the metastore, and requests that are under way. Phases, retries
/// and answers are not there: whether the process asks again or for the first time makes no difference to what may follow.
/// </para>
/// <para>
/// What the metastore has made of a merge is its operation's standing; that it ended a merge which it had never heard of is in the answer only. What a dead
/// process left is what it asked for and was not answered. Numbers of merges are names, and not there.
/// </para>
/// </remarks>
public static class CoreRefinement
{
    /// <summary>The specification's state that a world stands for.</summary>
    /// <param name="world">The world.</param>
    /// <param name="windowCount">Its windows.</param>
    public static PipelineState StateOf(CoreWorld world, int windowCount)
    {
        ArgumentNullException.ThrowIfNull(world);
        CoreImage? process = world.Process;
        ImmutableSortedSet<int> visible = process is null ? [] : process.Young.Union(process.Resting); // Those that rest are seen, and not taken for a while.
        return (PipelineState.Initial(windowCount) with
        {
            IsConnected = process is { IsConnected: true },
            IsAlive = process is { IsPlanning: true },
            IsFinalizeRequested = process is { IsPlanning: false },
            IsShutdownComplete = process is { IsDrained: true },
            Lease = world.Epoch,
            HeldLease = process?.Epoch ?? 0,
            IsAttached = process is { IsAttached: true },
            Visible = [.. Enumerable.Range(0, windowCount).Select(window => visible.Where(split => world.Splits[split].Window == window).ToImmutableSortedSet())],
            Quarantined = process is null ? [] : process.Quarantined,
            Awaited = world.Messages,
            Merges = [.. Remembered(world), .. LeftBehind(world), .. Forgotten(world)],
            Published = [.. world.Splits.Where(pair => pair.Value.Standing == SplitStanding.Published).Select(pair => pair.Key)],
            Splits = world.Splits.ToImmutableSortedDictionary(pair => pair.Key, pair => new SplitFacts<int>(pair.Value.Rows, pair.Value.Level, pair.Value.Window)),
            Tries = world.Tries,
            IngestedRowCount = world.IngestedRows,
            NextId = world.NextSplit,
            RivalCount = world.Rivals,
        } is var state && ListOf(world) is WorldRequest list
            ? state with { IsListing = true, Listed = list.Told.ToImmutableSortedSet().Except(process?.Went ?? []) }
            : state).Tidied();
    }

    /// <summary>The steps of the specification that a step of a world may be, by the name of its action. The core begins what is due in the same step in which it hears.</summary>
    public static ImmutableSortedDictionary<string, ImmutableArray<string>> Steps { get; } = new Dictionary<string, ImmutableArray<string>>
    {
        [nameof(CoreWorldAction.Ingest)] = ["IngestSplit"],
        [nameof(CoreWorldAction.Hear)] = ["HearOfSplit", "PlanMerge"],
        [nameof(CoreWorldAction.LoseMessage)] = ["LoseMessage"],
        [nameof(CoreWorldAction.Handle)] = ["ListSplits", "ClaimInputs", "WriteOutputs", "StageOutputs", "UploadOutput", "PublishMerge", "EndMerge", "LeaveMerge"],
        [nameof(CoreWorldAction.Deliver)] =
            ["HearOfList", "HearOfRefusal", "HearOfPublish", "HearOfEnd", "GiveUpMerge", "LoseLease", "LeaveMerge", "ForgetSplit", "PlanMerge", "DrainComplete"],
        [nameof(CoreWorldAction.Tick)] = ["PlanMerge"],
        [nameof(CoreWorldAction.Withdraw)] = ["WithdrawSplit", "ForgetSplit", "PlanMerge"],
        [nameof(CoreWorldAction.Crash)] = ["Crash", "LeaveMerge"],
        [nameof(CoreWorldAction.Start)] = ["TakeLease"],
        [nameof(CoreWorldAction.RivalTakesLease)] = ["RivalTakesLease"],
        [nameof(CoreWorldAction.RivalMerges)] = ["RivalMerges"],
        [nameof(CoreWorldAction.Disconnect)] = ["DisconnectMergePlanner"],
        [nameof(CoreWorldAction.Finalize)] = ["RunFinalizeAndQuit", "DrainComplete"],
        [nameof(CoreWorldAction.Exit)] = ["Exit"],
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>The most steps that one step of a world is: it hears of one thing, forgets what it learns to be gone, plans two merges, and has drained.</summary>
    public const int MaximumSteps = 5;

    private static IEnumerable<MergeInFlight> Remembered(CoreWorld world) =>
        from merge in world.Process?.Merges ?? []
        let request = world.Requests.FirstOrDefault(each => each.Epoch == world.Process!.Epoch && each.Merge == merge.Number)
        let written = request is { Kind: RequestKind.Execute, Answer: Answer.Done } ? request.Told : []
        let isEnded = request is { Kind: RequestKind.End, Answer: Answer.Done, Told: [0] }
        select MergeOf(
            world,
            world.Process!.Epoch,
            merge.Number,
            OperationOf(world, world.Process!.Epoch, merge.Number)?.Inputs ?? (request is { Kind: RequestKind.Claim } ? request.Splits : merge.Inputs), // What was really asked.
            merge.Outputs.IsEmpty ? written : merge.Outputs,
            merge.Phase == MergePhase.Ending ? MergeTaskStanding.Ending : MergeTaskStanding.Active,
            isEnded ? MergeOperationStanding.Ended : MergeOperationStanding.Unclaimed);

    private static IEnumerable<MergeInFlight> LeftBehind(CoreWorld world) =>
        from request in world.Requests
        where request is { Answer: Answer.None, Kind: RequestKind.Claim or RequestKind.Publish } && !IsRemembered(world, request.Epoch, request.Merge)
        let operation = OperationOf(world, request.Epoch, request.Merge)
        select MergeOf(
            world, request.Epoch, request.Merge, operation?.Inputs ?? request.Splits, operation?.Outputs ?? [], MergeTaskStanding.Left, MergeOperationStanding.Unclaimed);

    private static IEnumerable<MergeInFlight> Forgotten(CoreWorld world) =>
        from operation in world.Operations
        where operation.Standing == OperationStanding.Planned && !IsRemembered(world, operation.Epoch, operation.Number)
        where !world.Requests.Any(each => each is { Answer: Answer.None, Kind: RequestKind.Claim or RequestKind.Publish } && (each.Epoch, each.Merge) == (operation.Epoch, operation.Number))
        select MergeOf(world, operation.Epoch, operation.Number, operation.Inputs, operation.Outputs, MergeTaskStanding.Forgotten, MergeOperationStanding.Unclaimed);

    private static MergeInFlight MergeOf(
        CoreWorld world, int lease, int number, ImmutableArray<int> inputs, ImmutableArray<int> outputs, MergeTaskStanding task, MergeOperationStanding otherwise)
    {
        WorldOperation? operation = OperationOf(world, lease, number);
        ImmutableArray<int> ordered = [.. inputs.Order()];
        bool isUploaded = operation is { IsUploaded: true, Outputs.IsEmpty: false };
        return new MergeInFlight(
            ordered[0],
            ordered,
            world.Splits[ordered[0]].Level,
            world.Splits[ordered[0]].Window,
            isUploaded,
            outputs,
            lease,
            task,
            operation?.Standing switch
            {
                OperationStanding.Planned => MergeOperationStanding.Planned,
                OperationStanding.Published => MergeOperationStanding.Published,
                OperationStanding.Ended => MergeOperationStanding.Ended,
                _ => otherwise,
            },
            operation is { Outputs.IsEmpty: false },
            isUploaded ? operation!.Outputs.Length : 0);
    }

    private static WorldOperation? OperationOf(CoreWorld world, int lease, int number) => world.Operations.FirstOrDefault(each => (each.Epoch, each.Number) == (lease, number));

    private static bool IsRemembered(CoreWorld world, int lease, int number) =>
        world.Process is CoreImage process && process.Epoch == lease && process.Merges.Any(merge => merge.Number == number);

    private static WorldRequest? ListOf(CoreWorld world) =>
        world.Requests.FirstOrDefault(request => request is { Kind: RequestKind.List, Answer: Answer.Done } && request.Epoch == world.Process?.Epoch);
}
