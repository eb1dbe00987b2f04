using System.Collections.Immutable;
using Tenon.Pipeline.Core;

namespace Tenon.Pipeline.Models;

/// <content>What becomes of requests.</content>
public sealed partial class CoreWorldModel
{
    private IEnumerable<(CoreWorldAction Action, CoreWorld Next)> StepsOfRequests(CoreWorld world)
    {
        foreach (WorldRequest request in world.Requests)
        {
            if (request.Answer != Answer.None)
            {
                yield return (new CoreWorldAction.Deliver(request.Kind, request.Merge, request.Answer), Deliver(world, request));
                continue;
            }

            yield return (new CoreWorldAction.Handle(request.Kind, request.Merge, Outcome.Served), Serve(world, request));
            if (world.Failures < _bounds.Failures)
            {
                yield return (new CoreWorldAction.Handle(request.Kind, request.Merge, Outcome.Fails),
                    Answered(world, request, Answer.Failed) with { Failures = world.Failures + 1 });
            }

            if (world.Losses < _bounds.Losses && request.Kind is RequestKind.Claim or RequestKind.Stage or RequestKind.Publish or RequestKind.End)
            {
                yield return (new CoreWorldAction.Handle(request.Kind, request.Merge, Outcome.LostBefore),
                    Answered(world, request, Answer.Unknown) with { Losses = world.Losses + 1 });
                CoreWorld served = Serve(world, request);
                WorldRequest? answered = served.Requests.FirstOrDefault(each => (each.Epoch, each.Merge, each.Kind) == (request.Epoch, request.Merge, request.Kind));
                if (answered is { Answer: Answer.Done })
                {
                    yield return (new CoreWorldAction.Handle(request.Kind, request.Merge, Outcome.LostAfter),
                        Answered(served, answered, Answer.Unknown) with { Losses = world.Losses + 1 });
                }
            }
        }
    }

    /// <summary>Replaces a request by its answer; that to a process which has died or lost its lease is heard by nobody.</summary>
    private static CoreWorld Answered(CoreWorld world, WorldRequest request, Answer answer, ImmutableArray<int> told = default) => world with
    {
        Requests = world.Process?.Epoch == request.Epoch && (request.Merge == 0 || world.Process.Merges.Any(merge => merge.Number == request.Merge))
            ? world.Requests.Replace(request, request with { Answer = answer, Told = told.IsDefault ? [] : told })
            : world.Requests.Remove(request),
    };

    private CoreWorld Serve(CoreWorld world, WorldRequest request)
    {
        if (request.Epoch != world.Epoch && request.Kind is not (RequestKind.Execute or RequestKind.Upload))
        {
            return Answered(world, request, Answer.LeaseLost);
        }

        WorldOperation? operation = world.Operations.FirstOrDefault(each => each.Epoch == request.Epoch && each.Number == request.Merge);
        return request.Kind switch
        {
            RequestKind.Claim => ServeClaim(world, request),
            RequestKind.Execute => ServeExecute(world, request),
            RequestKind.Stage => ServeStage(world, request, operation),
            RequestKind.Upload => Answered(
                operation is null ? world : world with { Operations = world.Operations.Replace(operation, operation with { IsUploaded = true }) }, request, Answer.Done),
            RequestKind.Publish => ServePublish(world, request, operation),
            RequestKind.End => ServeEnd(world, request, operation),
            _ => Answered(
                world, request, Answer.Done, [.. world.Splits.Where(pair => pair.Value.Standing == SplitStanding.Published && pair.Value.Level < _bounds.MaximumLevel).Select(pair => pair.Key)]),
        };
    }

    private CoreWorld ServeClaim(CoreWorld world, WorldRequest request)
    {
        ImmutableArray<int> gone = [.. request.Splits.Where(split => !IsMergeable(world, split))];
        bool isClaimed = world.Operations.Any(each => each.Standing == OperationStanding.Planned && each.Inputs.Intersect(request.Splits).Any());
        return !gone.IsEmpty || isClaimed
            ? Answered(world, request, Answer.Refused, gone)
            : Answered(
                world with { Operations = [.. world.Operations.Append(new WorldOperation(request.Epoch, request.Merge, request.Splits, [], false, OperationStanding.Planned)).OrderBy(each => each.Epoch).ThenBy(each => each.Number)] },
                request,
                Answer.Done);
    }

    private CoreWorld ServeExecute(CoreWorld world, WorldRequest request)
    {
        MergeImage merge = world.Process!.Merges.Single(each => each.Number == request.Merge); // It is the process itself that works.
        if (_bounds.Poison > 0 && merge.Inputs.Contains(1))
        {
            return Answered(world, request, Answer.Damaged, _bounds.Poison == 1 ? [1] : []);
        }

        var output = new WorldSplit(merge.Inputs.Sum(input => world.Splits[input].Rows), merge.Level + 1, merge.Window, SplitStanding.Written);
        return Answered(world with { Splits = world.Splits.Add(world.NextSplit, output), NextSplit = world.NextSplit + 1 }, request, Answer.Done, [world.NextSplit]);
    }

    private static CoreWorld ServeStage(CoreWorld world, WorldRequest request, WorldOperation? operation)
    {
        if (operation is not { Standing: OperationStanding.Planned })
        {
            return Answered(world, request, Answer.Failed);
        }

        ImmutableArray<int> outputs = world.Process is CoreImage process && process.Epoch == request.Epoch
            ? process.Merges.FirstOrDefault(each => each.Number == request.Merge)?.Outputs ?? []
            : operation.Outputs; // What a dead process announces is of no consequence, for it will never publish; what it had announced before stays.
        return Answered(
            world with
            {
                Operations = world.Operations.Replace(operation, operation with { Outputs = outputs }),
                Splits = world.Splits.SetItems(outputs.Select(output => KeyValuePair.Create(output, world.Splits[output] with { Standing = SplitStanding.Staged }))),
            },
            request,
            Answer.Done);
    }

    private static CoreWorld ServePublish(CoreWorld world, WorldRequest request, WorldOperation? operation)
    {
        if (operation is not { Standing: OperationStanding.Planned })
        {
            return Answered(world, request, operation is { Standing: OperationStanding.Published } ? Answer.Done : Answer.Refused);
        }

        ImmutableArray<int> gone = [.. operation.Inputs.Where(input => !world.Splits.TryGetValue(input, out WorldSplit? split) || split.Standing != SplitStanding.Published)];
        if (!gone.IsEmpty)
        {
            return Answered(world, request, Answer.Refused, gone);
        }

        return Answered(
            world with
            {
                Operations = world.Operations.Replace(operation, operation with { Standing = OperationStanding.Published }),
                Splits = world.Splits
                    .SetItems(operation.Inputs.Select(input => KeyValuePair.Create(input, world.Splits[input] with { Standing = SplitStanding.Retired })))
                    .SetItems(operation.Outputs.Select(output => KeyValuePair.Create(output, world.Splits[output] with { Standing = SplitStanding.Published }))),
            },
            request,
            Answer.Done);
    }

    private static CoreWorld ServeEnd(CoreWorld world, WorldRequest request, WorldOperation? operation)
    {
        if (operation is { Standing: OperationStanding.Published })
        {
            return Answered(world, request, Answer.Done, [1]);
        }

        if (operation is { Standing: OperationStanding.Planned })
        {
            world = End(world, operation) with
            {
                Tries = world.Tries.SetItems(request.Splits.Select(split => KeyValuePair.Create(split, world.Tries.GetValueOrDefault(split) + 1))),
            };
        }

        return Answered(world, request, Answer.Done, [0]);
    }

    private CoreWorld Deliver(CoreWorld world, WorldRequest request)
    {
        world = world with { Requests = world.Requests.Remove(request) };
        return InputOf(world, request) is CoreInput input ? Tell(world, input) : world;
    }

    private CoreInput? InputOf(CoreWorld world, WorldRequest request)
    {
        DateTimeOffset now = CoreImages.Now;
        if (request.Kind == RequestKind.List)
        {
            return ListOf(world, request);
        }

        return (request.Answer, request.Kind) switch
        {
            (Answer.LeaseLost, _) => new CoreInput.Detached(now, CoreImages.Index),
            (Answer.Unknown, _) => new CoreInput.Unknown(now, request.Merge),
            (Answer.Failed, _) => new CoreInput.Failed(now, request.Merge, FailureCause.Environment, []),
            (Answer.Damaged, _) => new CoreInput.Failed(now, request.Merge, FailureCause.Inputs, CoreImages.IdsOf(request.Told)),
            (Answer.Refused, RequestKind.Claim) => new CoreInput.ClaimRefused(now, request.Merge, CoreImages.IdsOf(request.Told)),
            (Answer.Refused, _) => new CoreInput.PublishRefused(now, request.Merge, CoreImages.IdsOf(request.Told)),
            (_, RequestKind.Claim) => new CoreInput.Claimed(now, request.Merge),
            (_, RequestKind.Execute) => new CoreInput.Merged(now, request.Merge, [.. request.Told.Select(split => CoreImages.Candidate(split, world.Splits[split]))]),
            (_, RequestKind.Stage) => new CoreInput.Staged(now, request.Merge),
            (_, RequestKind.Upload) => new CoreInput.Uploaded(now, request.Merge),
            (_, RequestKind.Publish) => new CoreInput.Published(now, request.Merge),
            _ => new CoreInput.Ended(now, request.Merge, request.Told is [1]),
        };
    }

    /// <summary>The list that a process begins with attaches the index; later ones are compared. One that failed tells nothing, and is asked for again.</summary>
    private CoreInput? ListOf(CoreWorld world, WorldRequest request)
    {
        bool isAttached = world.Process!.IsAttached; // An answer has a process.
        ImmutableArray<ListedSplit> listed = [.. request.Told.Select(split => _images.Listed(split, world.Splits[split], world.Tries.GetValueOrDefault(split)))];
        return request.Answer switch
        {
            Answer.LeaseLost => isAttached ? new CoreInput.Detached(CoreImages.Now, CoreImages.Index) : null,
            Answer.Done => isAttached
                ? new CoreInput.Listed(CoreImages.Now, CoreImages.Index, listed)
                : new CoreInput.Attached(CoreImages.Now, CoreImages.Index, _images.Policy, listed),
            _ => isAttached ? new CoreInput.Listed(CoreImages.Now, CoreImages.Index, default) : null,
        };
    }
}
