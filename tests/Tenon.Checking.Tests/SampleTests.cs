using Tenon.Checking.Actors;
using Tenon.Checking.Refinement;
using Tenon.Checking.Samples;

namespace Tenon.Checking.Tests;

public sealed class SampleTests
{
    // 13 states is what a drawing of all interleavings of two threads has.
    // Goal: the packed form of the increments is the natural one.
    // Method: the same labelled graph, shown alike, with a lock and without.
    [Theory]
    [InlineData(4, true)]
    [InlineData(3, false)]
    public void Packed_increments_are_the_natural_ones(int threadCount, bool hasLock)
    {
        PackedModel natural = Checker.Pack(new Increment(threadCount, hasLock));
        PackedModel packed = new PackedIncrement(threadCount, hasLock);

        ComparisonResult result = GraphComparison.Check(
            natural, packed, s => string.Join(' ', natural.DescribeState(s)), s => string.Join(' ', packed.DescribeState(s)), text => text.Contains("Stage = ") ? text.Split("Stage = ")[1].Split(' ')[0] : text);

        Assert.True(result.Holds, result.ToString());
        Assert.Equal(
            Checker.Check(natural).Properties.Select(each => (each.Name, each.Verdict)), Checker.Check(packed).Properties.Select(each => (each.Name, each.Verdict)));
    }

    [Fact]
    public void Increments_without_a_lock_get_lost()
    {
        CheckResult result = Checker.Check(new Increment(2, hasLock: false), new CheckOptions { ContinueAfterViolation = true });
        Assert.Equal(13, result.StateCount);
        Assert.Equal(Verdict.Violated, result["counted"].Verdict);
        Assert.Equal(4, result["counted"].Trace!.Actions.Count()); // Both read before both write.
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(8, 438_401)]
    public void Increments_with_a_lock_are_all_counted(int threadCount, long stateCount)
    {
        CheckResult result = Checker.Check(new Increment(threadCount, hasLock: true)).RequireHolds();
        Assert.Equal(stateCount, result.StateCount);
    }

    [Fact]
    public void Philosophers_who_are_all_alike_come_to_wait_for_each_other()
    {
        CheckResult result = Checker.Check(new DiningPhilosophers(3, isLastLeftHanded: false, isStrong: true), new CheckOptions { ContinueAfterViolation = true });
        Assert.Equal(Verdict.Holds, result["forks are not shared"].Verdict);
        Assert.Equal(Verdict.Violated, result["deadlock free"].Verdict);
        Assert.Equal(6, result["deadlock free"].Trace!.Actions.Count()); // Each becomes hungry and takes one fork.
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void A_hungry_philosopher_starves_under_weak_fairness_and_eats_under_strong(int count)
    {
        CheckResult weak = Checker.Check(new DiningPhilosophers(count, isLastLeftHanded: true, isStrong: false));
        CheckResult strong = Checker.Check(new DiningPhilosophers(count, isLastLeftHanded: true, isStrong: true)).RequireHolds();
        Assert.Equal(Verdict.Violated, weak["who is hungry eats"].Verdict);
        Assert.Equal(Verdict.Holds, weak["deadlock free"].Verdict);
        Assert.Equal(TablesWithoutSharedForks(count), strong.StateCount);
    }

    // Starting from an arrangement that no other is further from.
    [Fact]
    public void The_puzzle_is_solved_in_as_few_moves_as_possible()
    {
        CheckResult result = Checker.Check(new SlidingPuzzle([8, 0, 6, 5, 4, 7, 2, 3, 1]), new CheckOptions { ContinueAfterViolation = true }).RequireHolds();
        Assert.Equal(181_440, result.StateCount); // 9! / 2
        Assert.Equal(31, result["solved"].Trace!.Actions.Count());
        Assert.Equal(31, result.Depth);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(4, 3)]
    [InlineData(5, 4)]
    public void A_ring_with_enough_counters_comes_to_have_one_token(int machineCount, int counterLimit)
    {
        CheckResult result = Checker.Check(new TokenRing(machineCount, counterLimit)).RequireHolds();
        Assert.Equal((long)Math.Pow(counterLimit, machineCount), result.StateCount);
        Assert.Equal(result.StateCount, result.InitialStateCount);
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(5, 3)]
    public void A_ring_with_too_few_counters_may_keep_many_tokens_for_ever(int machineCount, int counterLimit)
    {
        CheckResult result = Checker.Check(new TokenRing(machineCount, counterLimit));
        Assert.Equal(Verdict.Violated, result["one token at last"].Verdict);
        Assert.Equal(Verdict.Holds, result["one token stays one"].Verdict);
    }

    // Stateright finds as many, and counts the initial state as one transition more.
    [Theory]
    [InlineData(1, NetworkKind.Unordered, 265, 481)]
    [InlineData(2, NetworkKind.Unordered, 16_668, 32_970)]
    public void Paxos_is_a_linearizable_register(int clientCount, NetworkKind network, long stateCount, long transitionCount)
    {
        CheckResult result = Checker.Check(new Paxos(clientCount, 3, network)).RequireHolds();
        Assert.Equal((stateCount, transitionCount), (result.StateCount, result.TransitionCount));
        Assert.Equal(8, result["value chosen"].Trace!.Actions.Count());
    }

    [Fact]
    public void Paxos_with_three_clients_has_as_many_states_as_in_stateright_for_any_number_of_workers()
    {
        CheckResult result = Checker.Check(new Paxos(3, 3, NetworkKind.Unordered), new CheckOptions { WorkerCount = 2 }).RequireHolds();
        Assert.Equal((1_194_428, 2_420_476), (result.StateCount, result.TransitionCount));
        Assert.Equal(8, result["value chosen"].Trace!.Actions.Count());
    }

    // Stateright remembers which message was delivered last, and so finds 634 and 42,805 states here.
    [Theory]
    [InlineData(1, 265)]
    [InlineData(2, 16_355)]
    public void Which_message_a_duplicating_network_delivered_last_is_not_part_of_a_state(int clientCount, long stateCount)
    {
        // A network that counted what is sent again would have states without end.
        CheckOptions options = new() { MaximumStates = 3 * stateCount };
        Assert.Equal(stateCount, Checker.Check(new Paxos(clientCount, 3, NetworkKind.UnorderedDuplicating), options).RequireHolds().StateCount);
    }

    [Theory]
    [InlineData(2, 2, NetworkKind.Unordered, 544)]
    [InlineData(1, 3, NetworkKind.Ordered, 559)]
    public void The_register_of_attiya_bar_noy_and_dolev_is_linearizable(int clientCount, int serverCount, NetworkKind network, long stateCount) =>
        Assert.Equal(stateCount, Checker.Check(new AbdRegister(clientCount, serverCount, network)).RequireHolds().StateCount);

    [Fact]
    public void The_register_with_two_clients_and_three_servers_has_as_many_states_as_in_stateright()
    {
        CheckResult result = Checker.Check(new AbdRegister(2, 3, NetworkKind.Ordered), new CheckOptions { WorkerCount = 2 }).RequireHolds();
        Assert.Equal((1_212_979, 4_730_933), (result.StateCount, result.TransitionCount));
    }

    [Fact]
    public void A_single_copy_is_linearizable_and_two_are_not()
    {
        Assert.Equal(93, Checker.Check(new SingleCopyRegister(2, 1, NetworkKind.Unordered)).RequireHolds().StateCount);
        CheckResult two = Checker.Check(new SingleCopyRegister(2, 2, NetworkKind.Unordered));
        Assert.Equal(Verdict.Violated, two["linearizable"].Verdict);
        Assert.Equal(4, two["linearizable"].Trace!.Actions.Count()); // Written at one server, read at the other.
    }

    // Philosophers in a row of four stages each, without two who have the same fork.
    private static long TablesWithoutSharedForks(int count)
    {
        long found = 0;
        for (int table = 0; table < 1 << (2 * count); table++)
        {
            int[] holders = new int[count];
            for (int i = 0; i < count; i++)
            {
                int stage = (table >> (2 * i)) & 3;
                (int first, int second) = i == count - 1 ? (i - 1, i) : (i, (i + count - 1) % count);
                holders[first] += stage >= 2 ? 1 : 0;
                holders[second] += stage == 3 ? 1 : 0;
            }

            found += holders.All(holder => holder <= 1) ? 1 : 0;
        }

        return found;
    }
}
