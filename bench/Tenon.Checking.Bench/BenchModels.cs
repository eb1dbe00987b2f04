using System.Collections.Immutable;
using Tenon.Checking.Actors;
using Tenon.Checking.Samples;

namespace Tenon.Checking.Bench;

/// <summary>The models that come with the checker, by short names, with what each calls its size.</summary>
internal static class BenchModels
{
    private static readonly ImmutableDictionary<string, Func<int, PackedModel>> Makers = new Dictionary<string, Func<int, PackedModel>>
    {
        ["packed-2pc"] = managers => new PackedTwoPhaseCommit(managers),
        ["2pc"] = managers => Checker.Pack(new TwoPhaseCommit(managers)),
        ["paxos"] = clients => Checker.Pack(new Paxos(clients, 3, NetworkKind.Unordered)),
        ["abd"] = clients => Checker.Pack(new AbdRegister(clients, 3, NetworkKind.Ordered)),
        ["single-copy"] = clients => Checker.Pack(new SingleCopyRegister(clients, 1, NetworkKind.Unordered)),
        ["increment"] = threads => Checker.Pack(new Increment(threads, hasLock: false)),
        ["increment-lock"] = threads => Checker.Pack(new Increment(threads, hasLock: true)),
        ["packed-increment-lock"] = threads => new PackedIncrement(threads, hasLock: true),
        ["philosophers"] = count => Checker.Pack(new DiningPhilosophers(count, isLastLeftHanded: true, isStrong: true)),
        ["puzzle"] = tiles => tiles == 8 ? Checker.Pack(new SlidingPuzzle([1, 4, 2, 3, 5, 8, 6, 7, 0])) : throw new ArgumentException("The puzzle has 8 tiles.", nameof(tiles)),
        ["token-ring"] = machines => Checker.Pack(new TokenRing(machines, machines)),
    }.ToImmutableDictionary();

    public static IEnumerable<string> Names => Makers.Keys.Order(StringComparer.Ordinal);

    /// <summary>The model, or null if there is none of this name.</summary>
    public static PackedModel? Make(string name, int size) => Makers.TryGetValue(name, out Func<int, PackedModel>? make) ? make(size) : null;
}
