using Tenon.Models.Pipelines;

namespace Tenon.Metastore.Contract;

/// <summary>Tests made from the model of the pipeline: what it says that a metastore does, a metastore does, and what it does not allow is refused.</summary>
/// <typeparam name="TStore">The store; the fastest of its kind, for there are thousands of them.</typeparam>
public abstract class GeneratedContract<TStore>
    where TStore : IStoreUnderTest, new()
{
    // Goal: in every state that the design can reach, by a way that together with others takes every step of it, the metastore has the splits, the claims, the
    // failures and the lease that the design says, and refuses what the design does not allow there. Method: each run is one index with a lease of its own.
    [Theory]
    [InlineData("calm", 1366)]
    [InlineData("crash", 185)]
    [InlineData("failure", 354)]
    [InlineData("fan_in", 1862)]
    [InlineData("outputs", 468)]
    [InlineData("quarantine", 770)]
    [InlineData("rival", 1342)]
    [InlineData("stop", 283)]
    public async Task F05_F06_F08_F13_F16_A_run_of_the_model_is_a_run_of_the_metastore(string configuration, int runs)
    {
        var model = new MergePipeline(MergePipelineConfigurations.All[configuration]);
        var underTest = new TStore();
        var clock = new ContractClock();
        try
        {
            await using IMetastore store = underTest.Open(clock);
            int count = 0;
            foreach (IReadOnlyList<PathStep> path in PathCover.Of(model))
            {
                await new ModelWalk(store, clock, model, ++count).FollowAsync(path);
            }

            Assert.Equal((configuration, runs), (configuration, count));
        }
        finally
        {
            underTest.Remove();
        }
    }
}
