using Tenon.Pipeline.Budgets;
using Tenon.Storage;

namespace Tenon.Pipeline.Tests.Budgets;

public sealed class BudgetTests
{
    [Fact]
    public async Task Bytes_are_given_in_the_order_of_asking_and_never_more_than_there_are()
    {
        var budget = new ByteBudget(10);
        ByteReservation first = await budget.ReserveAsync(6, default);
        Task<ByteReservation> large = budget.ReserveAsync(8, default).AsTask();
        Task<ByteReservation> small = budget.ReserveAsync(1, default).AsTask();
        Assert.False(large.IsCompleted);
        Assert.False(small.IsCompleted); // It would fit, but then the large one might wait for ever.
        first.Dispose();
        first.Dispose(); // Again changes nothing.
        using ByteReservation second = await large;
        using ByteReservation third = await small;
        Assert.Equal(9, budget.UsedBytes);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => budget.ReserveAsync(11, default).AsTask());
    }

    [Fact]
    public async Task Who_gives_up_waiting_lets_those_behind_have_their_turn()
    {
        var budget = new ByteBudget(10);
        using ByteReservation first = await budget.ReserveAsync(6, default);
        using var impatient = new CancellationTokenSource();
        Task<ByteReservation> large = budget.ReserveAsync(8, impatient.Token).AsTask();
        Task<ByteReservation> small = budget.ReserveAsync(4, default).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        using ByteReservation second = await small;
        Assert.Equal(10, budget.UsedBytes);
    }

    // Goal: never more is given than there is, and nobody waits for ever. Method: random users on all threads, each for a moment.
    [Fact]
    public async Task Any_number_of_users_share_without_exceeding_the_total()
    {
        var budget = new ByteBudget(1000);
        long used = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, token) =>
        {
            long bytes = (i * 7919L % 1000) + 1;
            using ByteReservation mine = await budget.ReserveAsync(bytes, token);
            Assert.InRange(Interlocked.Add(ref used, bytes), 1, 1000);
            await Task.Yield();
            Interlocked.Add(ref used, -bytes);
        });
        Assert.Equal(0, budget.UsedBytes);
    }

    [Fact]
    public async Task F57_Scratch_is_refused_when_the_disk_could_not_hold_what_is_reserved()
    {
        long free = 200L << 20;
        var budget = new ScratchBudget(1L << 30, _ => ValueTask.FromResult<long?>(free));
        using ByteReservation first = await budget.ReserveAsync(100L << 20, default);
        StorageException full = await Assert.ThrowsAsync<StorageException>(() => budget.ReserveAsync(50L << 20, default).AsTask());
        Assert.Equal(StorageError.NoSpace, full.Error);
        Assert.Equal(100L << 20, budget.UsedBytes); // What was refused is not reserved.
        free <<= 1;
        using ByteReservation second = await budget.ReserveAsync(50L << 20, default);
    }
}
