using Tenon.Pipeline.Configuration;

namespace Tenon.Pipeline.Tests.Homes;

/// <summary>The document of the settings is true.</summary>
public sealed class ConfigurationDocumentTests
{
    [Fact]
    public void Every_setting_is_documented_with_its_variable_default_and_meaning()
    {
        string[] documented = [.. File.ReadLines(RepositoryRoot.PathOf("docs/configuration.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal))];
        HomeSettings defaults = new();
        Assert.Equal(AllSettings.List.Select(setting =>
        {
            string printed = setting.Print(defaults);
            string value = setting.Name == "threads" ? "one per processor" : printed.Length == 0 ? "(nothing)" : printed;
            return $"| `{setting.Name}` | `{setting.Variable}` | {value} | {setting.Meaning} |";
        }), documented);
    }
}
