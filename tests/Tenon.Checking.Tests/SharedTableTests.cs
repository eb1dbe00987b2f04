using System.Collections.Concurrent;
using System.Globalization;
using Tenon.Checking.Actors;

namespace Tenon.Checking.Tests;

public sealed class SharedTableTests
{
    // Keys whose words are small, equal, or differ in their highest bits only, so that many share their place in the table.
    [Fact]
    public void Threads_that_add_the_same_keys_agree_on_their_values()
    {
        const int Keys = 20_000;
        const int Threads = 4;
        int disagreements = 0;
        SharedTable<string> table = new();
        ConcurrentDictionary<(ulong, ulong), string> first = new();
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(number => new Thread(() => Add(number)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal((0, first.Count), (disagreements, table.Count));
        Assert.All(first, entry =>
        {
            Assert.True(table.TryGetValue(entry.Key.Item1, entry.Key.Item2, out string? value));
            Assert.Same(entry.Value, value);
        });
        Assert.False(table.TryGetValue(ulong.MaxValue, 1, out _));
        Assert.InRange(table.SizeBytes, first.Count * (24 + 10), first.Count * (24 * 4 + 10));

        void Add(int number)
        {
            Random random = Seed.Of(number);
            for (int i = 0; i < Keys; i++)
            {
                (ulong, ulong) key = ((ulong)random.Next(100) << (random.Next(2) * 56), (ulong)random.Next(100));
                string value = table.TryGetValue(key.Item1, key.Item2, out string? known)
                    ? known
                    : table.GetOrAdd(key.Item1, key.Item2, number.ToString(CultureInfo.InvariantCulture), bytes: 10);
                if (!ReferenceEquals(first.GetOrAdd(key, value), value))
                {
                    Interlocked.Increment(ref disagreements);
                }
            }
        }
    }
}
