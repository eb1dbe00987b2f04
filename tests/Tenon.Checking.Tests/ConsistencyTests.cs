using Tenon.Checking.Consistency;
using Tenon.Checking.Encoding;

namespace Tenon.Checking.Tests;

public sealed class ConsistencyTests
{
    private enum Kind
    {
        Register,
        WriteOnce,
        Stack,
    }

    // Goal: the verdict is that of the definition, for both levels and all reference objects.
    // Method: random histories of three threads; every order of every choice of open operations is tried by the definition.
    [Fact]
    public void Verdicts_agree_with_trying_all_orders()
    {
        Dictionary<(Kind, ConsistencyLevel, bool), int> seen = [];
        int different = 0;
        foreach (int seed in Seed.Many(300_000, 6000))
        {
            Kind kind = (Kind)(seed % 3);
            (bool linearizable, bool sequential) = kind switch
            {
                Kind.Register => Compare<Register<int>, RegisterOperation<int>, RegisterResult<int>>(seed, new(0), RegisterOperation, seen, kind),
                Kind.WriteOnce => Compare<WriteOnceRegister<int>, RegisterOperation<int>, WriteOnceResult<int>>(seed, new(false, 0), RegisterOperation, seen, kind),
                _ => Compare<SequentialStack<int>, StackOperation<int>, StackResult<int>>(seed, new(), StackOperation, seen, kind),
            };
            Assert.True(!linearizable || sequential, $"seed {seed}: linearizable, but not sequentially consistent");
            different += linearizable == sequential ? 0 : 1;
        }

        // The cases were not one-sided.
        Assert.True(seen.Count == 12 && seen.Values.All(count => count > 100) && different > 100, $"{string.Join(", ", seen)}; {different} differ");
    }

    [Fact]
    public void A_result_without_an_operation_and_an_operation_within_another_are_not_consistent()
    {
        ConsistencyHistory<Register<int>, RegisterOperation<int>, RegisterResult<int>> empty = new(ConsistencyLevel.Linearizable, 2, default);
        Assert.True(empty.IsConsistent);
        Assert.False(empty.Return(0, default).IsConsistent);
        Assert.False(empty.Invoke(0, default).Invoke(0, default).IsConsistent);
        Assert.False(empty.Return(0, default).Invoke(1, default).IsWellFormed);
        Assert.Throws<ArgumentOutOfRangeException>(() => empty.Invoke(2, default));
    }

    [Fact]
    public void Histories_are_written_alike_if_and_only_if_their_level_cannot_tell_them_apart()
    {
        string Bits(ConsistencyLevel level, string events)
        {
            ConsistencyHistory<Register<int>, RegisterOperation<int>, RegisterResult<int>> history = new(level, 2, default);
            foreach (char c in events)
            {
                history = c switch
                {
                    'a' => history.Invoke(0, new(true, 1)),
                    'A' => history.Return(0, default),
                    'b' => history.Invoke(1, new(true, 2)),
                    _ => history.Return(1, default),
                };
            }

            StateWriter writer = new();
            history.Write(writer, (operation, into) => into.WriteSigned(operation.Value), (result, into) => into.WriteBoolean(result.IsRead));
            return string.Join(' ', writer.Words.ToArray());
        }

        Assert.Equal(Bits(ConsistencyLevel.Linearizable, "abAB"), Bits(ConsistencyLevel.Linearizable, "baBA"));
        Assert.NotEqual(Bits(ConsistencyLevel.Linearizable, "abAB"), Bits(ConsistencyLevel.Linearizable, "aAbB"));
        Assert.Equal(Bits(ConsistencyLevel.SequentiallyConsistent, "abAB"), Bits(ConsistencyLevel.SequentiallyConsistent, "aAbB"));
        Assert.NotEqual(Bits(ConsistencyLevel.SequentiallyConsistent, "ab"), Bits(ConsistencyLevel.SequentiallyConsistent, "aAb"));
    }

    private static RegisterOperation<int> RegisterOperation(Random random) => random.Next(2) == 0 ? default : new(true, random.Next(1, 3));

    private static StackOperation<int> StackOperation(Random random) => random.Next(2) == 0 ? default : new(true, random.Next(1, 3));

    private static (bool Linearizable, bool Sequential) Compare<TObject, TOperation, TResult>(
        int seed, TObject initial, Func<Random, TOperation> choose, Dictionary<(Kind, ConsistencyLevel, bool), int> seen, Kind kind)
        where TObject : ISequentialObject<TObject, TOperation, TResult>, IEquatable<TObject>
        where TOperation : notnull
        where TResult : notnull
    {
        Random random = new(seed);
        ConsistencyHistory<TObject, TOperation, TResult>[] histories =
        [
            new(ConsistencyLevel.Linearizable, 3, initial), new(ConsistencyLevel.SequentiallyConsistent, 3, initial),
        ];
        List<NaiveOperation<TOperation, TResult>> all = [];
        NaiveOperation<TOperation, TResult>?[] open = new NaiveOperation<TOperation, TResult>?[3];
        TObject actual = initial;
        int events = random.Next(4, 13);
        for (int time = 0; time < events; time++)
        {
            int thread = random.Next(3);
            if (open[thread] is NaiveOperation<TOperation, TResult> operation)
            {
                // Mostly what an object would return at this moment, sometimes what it would return at first.
                (TObject next, TResult result) = (random.Next(3) > 0 ? actual : initial).Apply(operation.Operation);
                actual = random.Next(5) > 0 ? next : actual;
                operation.Returned = time;
                operation.Result = result;
                open[thread] = null;
                histories = [.. histories.Select(history => history.Return(thread, result))];
            }
            else if (all.Count < 6)
            {
                TOperation chosen = choose(random);
                open[thread] = new(thread, chosen, time);
                all.Add(open[thread]!);
                histories = [.. histories.Select(history => history.Invoke(thread, chosen))];
            }
        }

        bool linearizable = CanFollow(initial, all, 0, keepsTime: true);
        bool sequential = CanFollow(initial, all, 0, keepsTime: false);
        Assert.True(linearizable == histories[0].IsConsistent, $"seed {seed}: linearizable by the definition: {linearizable}; {histories[0]}");
        Assert.True(sequential == histories[1].IsConsistent, $"seed {seed}: sequentially consistent by the definition: {sequential}; {histories[1]}");
        foreach ((ConsistencyLevel level, bool verdict) in new[] { (ConsistencyLevel.Linearizable, linearizable), (ConsistencyLevel.SequentiallyConsistent, sequential) })
        {
            seen[(kind, level, verdict)] = seen.GetValueOrDefault((kind, level, verdict)) + 1;
        }

        foreach (var history in histories.Where(history => history.IsConsistent))
        {
            TObject replayed = initial;
            foreach ((int _, TOperation operation, TResult result) in history.Order!)
            {
                (replayed, TResult again) = replayed.Apply(operation);
                Assert.Equal(again, result);
            }
        }

        return (linearizable, sequential);
    }

    // By the definition: next in the order comes an operation before which no other one that is left must come.
    private static bool CanFollow<TObject, TOperation, TResult>(TObject current, List<NaiveOperation<TOperation, TResult>> all, int placed, bool keepsTime)
        where TObject : ISequentialObject<TObject, TOperation, TResult>, IEquatable<TObject>
    {
        bool IsPlaced(int i) => (placed & (1 << i)) != 0;
        if (Enumerable.Range(0, all.Count).All(i => IsPlaced(i) || all[i].Returned is null))
        {
            return true;
        }

        for (int i = 0; i < all.Count; i++)
        {
            bool mustWait = Enumerable.Range(0, all.Count).Any(j => !IsPlaced(j) && j != i && all[j].Returned is int returned
                && returned < all[i].Invoked && (keepsTime || all[j].Thread == all[i].Thread));
            if (IsPlaced(i) || mustWait)
            {
                continue;
            }

            (TObject next, TResult result) = current.Apply(all[i].Operation);
            if ((all[i].Returned is null || EqualityComparer<TResult>.Default.Equals(result, all[i].Result)) && CanFollow(next, all, placed | (1 << i), keepsTime))
            {
                return true;
            }
        }

        return false;
    }

    private sealed class NaiveOperation<TOperation, TResult>(int thread, TOperation operation, int invoked)
    {
        public int Thread => thread;

        public TOperation Operation => operation;

        public int Invoked => invoked;

        public int? Returned { get; set; }

        public TResult? Result { get; set; }
    }
}
