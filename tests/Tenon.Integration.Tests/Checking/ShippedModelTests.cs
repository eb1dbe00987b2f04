using System.Text.Json;
using Tenon.Integration.Tests.Support;

namespace Tenon.Integration.Tests.Checking;

public sealed class ShippedModelTests
{
    // Goal: every model that ships can be searched by the program as it ships: native code derives no codec while it runs, and trims what
    // it takes for unused.
    // Method: search each as the list names it, with its own parameters. All hold but the increments, which by default take no lock.
    [Fact]
    public void Every_model_of_the_list_can_be_checked()
    {
        Finished list = TenonProcess.Run("check", "--list", "--json");
        Assert.Equal(0, list.ExitCode);
        using var models = JsonDocument.Parse(list.Output);
        string[] names = [.. models.RootElement.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()!)];
        Assert.Contains("puzzle", names);
        foreach (string name in names)
        {
            Finished check = TenonProcess.Run("check", name, "--json");
            int expected = name.StartsWith("increment", StringComparison.Ordinal) ? 12 : 0;
            Assert.True(check.ExitCode == expected, $"{name} ended with {check.ExitCode}: {check.Output} {check.Errors}");
            using var result = JsonDocument.Parse(check.Output);
            Assert.True(result.RootElement.GetProperty("states").GetInt64() > 1, name);
        }
    }
}
