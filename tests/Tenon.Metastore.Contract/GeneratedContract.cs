using Tenon.Verification.Generated;

namespace Tenon.Metastore.Contract;

/// <summary>Tests made from the model of the pipeline.</summary>
/// <typeparam name="TStore">The store; the fastest of its kind, for there are thousands of them.</typeparam>
public abstract class GeneratedContract<TStore>
    where TStore : IStoreUnderTest, new()
{
    // Goal: in every state that the design can reach, by a way that together with others takes every step of metastore and planner, the metastore has the splits,
    // the claims, the failures and the lease that the design says, and refuses what the design does not allow there.
    [Theory]
    [MemberData(nameof(GeneratedConfigurations.Names), MemberType = typeof(GeneratedConfigurations))]
    public async Task F05_F06_F08_F13_F16_A_run_of_the_model_is_a_run_of_the_metastore(string configuration)
    {
        var underTest = new TStore();
        var clock = new ContractClock();
        try
        {
            await using IMetastore store = underTest.Open(clock);
            Assert.Equal((configuration, GeneratedRuns.Known[configuration]), (configuration, await GeneratedRuns.FollowAsync(store, clock, configuration)));
        }
        finally
        {
            underTest.Remove();
        }
    }
}

/// <summary>The configurations that tests are made from.</summary>
public static class GeneratedConfigurations
{
    public static TheoryData<string> Names => [.. GeneratedRuns.Known.Keys];
}
