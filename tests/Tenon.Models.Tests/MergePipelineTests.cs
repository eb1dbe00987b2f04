using Tenon.Models.Pipelines;

namespace Tenon.Models.Tests;

/// <summary>The configurations of the designed machine are one table, from which the files of the specification are written.</summary>
public sealed class MergePipelineTests
{
    public static TheoryData<string> Configurations => [.. MergePipelineConfigurations.All.Keys];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void The_file_of_a_configuration_is_what_the_table_says(string configuration) => Assert.Equal(
        MergePipelineConfigurations.TextOf(MergePipelineConfigurations.All[configuration]),
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "merge-pipeline", $"MC_{configuration}.cfg")));
}
