using System.Collections.Immutable;
using Tenon.Pipeline.Configuration;
using Tenon.Pipeline.Tests.Support;

namespace Tenon.Pipeline.Tests.Homes;

/// <summary>Settings: read from a file and the environment, each judged by name.</summary>
public sealed class SettingsTests : IDisposable
{
    private static readonly ImmutableDictionary<string, string> Nothing = ImmutableDictionary<string, string>.Empty;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. AllSettings.List.Select(setting => setting.Name)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_a_file_everything_has_its_default() => Assert.Equal(new HomeSettings(), SettingsReader.Read(null, Nothing));

    // Goal: each setting is read from the file and from its variable, and what it prints reads back.
    [Theory]
    [MemberData(nameof(Names))]
    public void A_setting_reads_back_what_it_prints(string name)
    {
        Setting setting = AllSettings.List.Single(each => each.Name == name);
        HomeSettings defaults = new();
        string printed = setting.Print(defaults);
        Assert.Equal(defaults, setting.Read(defaults, printed));
        Assert.Equal(defaults, SettingsReader.Read(FileOf(name, printed), Nothing));
        Assert.Equal(defaults, SettingsReader.Read(null, Nothing.Add(setting.Variable, printed)));
    }

    // Goal: a value that is not what is expected is refused, and the message names place, setting, value and what is expected.
    [Theory]
    [MemberData(nameof(Names))]
    public void A_bad_value_is_named_with_its_place_and_what_is_expected(string name)
    {
        Setting setting = AllSettings.List.Single(each => each.Name == name);
        string bad = name == "telemetry.folder" ? "" : name == "telemetry.prefix" ? "a|b" : "many";
        string path = FileOf(name, bad);
        SettingsException inFile = Assert.Throws<SettingsException>(() => SettingsReader.Read(path, Nothing));
        Assert.Equal($"{path}: setting '{name}' is '{bad}'; {setting.Expected} is expected", inFile.Message);
        SettingsException inVariable = Assert.Throws<SettingsException>(() => SettingsReader.Read(null, Nothing.Add(setting.Variable, bad)));
        Assert.Equal($"environment variable {setting.Variable} is '{bad}'; {setting.Expected} is expected", inVariable.Message);
    }

    [Fact]
    public void Numbers_and_flags_need_no_quotes_and_variables_win()
    {
        string path = Write("""{ "memory": 1073741824, "merge": { "concurrency": 3 }, "shutdown": { "merge_rest": true }, /* a comment */ }""");
        HomeSettings settings = SettingsReader.Read(path, Nothing.Add("TENON_MERGE_CONCURRENCY", "1").Add("TENON_SEED", "5"));
        Assert.Equal((1L << 30, 1, true), (settings.Pipeline.MemoryBytes, settings.Pipeline.Core.MergeConcurrency, settings.Pipeline.MergeRestAtStop));
    }

    [Fact]
    public void All_problems_are_told_at_once_and_unknown_names_are_problems()
    {
        string path = Write("""{ "memry": 1, "merge": { "concurency": 3, "back_off": "1h", "max_back_off": "1s" }, "gc": 7, "lease": { "lifetime": [1] } }""");
        string message = Assert.Throws<SettingsException>(() => SettingsReader.Read(path, Nothing.Add("TENON_GC_GRACE", "1h"))).Message;
        Assert.Contains($"{path}: setting 'memry' is not known; one of memory, ", message, StringComparison.Ordinal);
        Assert.Contains("setting 'merge.concurency' is not known", message, StringComparison.Ordinal);
        Assert.Contains("setting 'gc' is not known", message, StringComparison.Ordinal);
        Assert.Contains("setting 'lease.lifetime' is '[1]'; ", message, StringComparison.Ordinal);
        Assert.Contains("environment variable TENON_GC_GRACE is not known", message, StringComparison.Ordinal);
        Assert.Contains($"{path}: setting 'merge.max_back_off' is '1s'; at least merge.back_off, 1h, is expected", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "gc": { "staged_grace": "30s" } }""", "setting 'gc.staged_grace' is '30s'; at least lease.lifetime, 1m, is expected")]
    [InlineData("""{ "lease": { "lifetime": "20s" } }""", "setting 'lease.lifetime' is '20s'; more than two of lease.heartbeat_interval, 10s, is expected")]
    [InlineData("""{ "merge": { "restart_delay": "5m" } }""", "setting 'merge.max_restart_delay' (default) is '1m'; at least merge.restart_delay, 5m, is expected")]
    [InlineData("""{ "memory": "128MiB" }""", "setting 'memory' is '128MiB'; at least ")]
    [InlineData("[]", "the file is []; an object is expected")]
    [InlineData("{", "is no JSON: ")]
    [InlineData("""{ "memory": 1, "memory": 2 }""", "is no JSON: ")]
    public void Contradictions_and_broken_files_are_named(string json, string expected)
    {
        string path = Write(json);
        string message = Assert.Throws<SettingsException>(() => SettingsReader.Read(path, Nothing)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named() =>
        Assert.Contains("gone.json cannot be read", Assert.Throws<SettingsException>(() => SettingsReader.Read(_folder["gone.json"], Nothing)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("1", 1L)]
    [InlineData("1KiB", 1024L)]
    [InlineData("1.5GB", 1_500_000_000L)]
    [InlineData("256 MiB", 256L << 20)]
    [InlineData("0", null)]
    [InlineData("1.5B", null)]
    [InlineData("-1", null)]
    [InlineData("9223372036854775808", null)]
    [InlineData("many", null)]
    public void Sizes_are_read_as_people_write_them(string text, long? expected)
    {
        Assert.Equal(expected is not null, SizeText.TryParse(text, out long bytes));
        Assert.Equal(expected ?? 0, bytes);
        Assert.True(expected is null || (SizeText.TryParse(SizeText.Print(bytes), out long again) && again == bytes));
    }

    private string FileOf(string name, string value)
    {
        string quoted = $"\"{value}\"";
        string[] parts = name.Split('.');
        return Write(parts.Length == 1 ? $$"""{ "{{name}}": {{quoted}} }""" : $$"""{ "{{parts[0]}}": { "{{parts[1]}}": {{quoted}} } }""");
    }

    private string Write(string json)
    {
        File.WriteAllText(_folder["tenon.json"], json);
        return _folder["tenon.json"];
    }
}
