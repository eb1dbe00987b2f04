using System.Text.Json;

namespace Tenon.Pipeline.Configuration;

/// <summary>Reads settings from a file and the environment: defaults, then the file, then variables; the later ones win.</summary>
/// <remarks>
/// The file is JSON. A setting with a dot in its name is in an object of that section:
/// <code>
/// { "memory": "1GiB", "merge": { "concurrency": 4 } }
/// </code>
/// A setting that is not known is refused, in the file and among variables that begin like those of a section: a misspelt one would otherwise
/// silently have its default.
/// </remarks>
public static class SettingsReader
{
    /// <summary>The name of the file in a data home.</summary>
    public const string FileName = "tenon.json";

    /// <summary>Reads settings.</summary>
    /// <param name="path">The file; null for none.</param>
    /// <param name="environment">The variables.</param>
    /// <returns>The settings, each as expected.</returns>
    /// <exception cref="SettingsException">The file cannot be read, or a setting is not known or not as expected; the message has all of them.</exception>
    public static HomeSettings Read(string? path, IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var problems = new List<string>();
        var settings = new HomeSettings();
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        if (path is not null)
        {
            foreach ((string name, string value) in ReadFile(path, problems))
            {
                settings = Apply(settings, AllSettings.List.FirstOrDefault(setting => setting.Name == name), $"{path}: setting '{name}'", value, sources, problems);
            }
        }

        foreach ((string variable, string value) in environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Setting? setting = AllSettings.List.FirstOrDefault(each => each.Variable == variable);
            if (setting is not null || IsOfSection(variable))
            {
                settings = Apply(settings, setting, $"environment variable {variable}", value, sources, problems);
            }
        }

        foreach ((string name, string found, string expected) in AllSettings.Contradictions(settings))
        {
            problems.Add($"{sources.GetValueOrDefault(name, $"setting '{name}' (default)")} is '{found}'; {expected} is expected");
        }

        return problems.Count == 0 ? settings : throw new SettingsException(string.Join(Environment.NewLine, problems));
    }

    private static HomeSettings Apply(
        HomeSettings settings, Setting? setting, string place, string value, Dictionary<string, string> sources, List<string> problems)
    {
        if (setting is null)
        {
            problems.Add($"{place} is not known; one of {string.Join(", ", AllSettings.List.Select(each => each.Name))} is expected");
            return settings;
        }

        sources[setting.Name] = place;
        if (setting.Read(settings, value) is HomeSettings read)
        {
            return read;
        }

        problems.Add($"{place} is '{value}'; {setting.Expected} is expected");
        return settings;
    }

    private static bool IsOfSection(string variable) => AllSettings.List
        .Where(setting => setting.Name.Contains('.', StringComparison.Ordinal))
        .Any(setting => variable.StartsWith(Setting.VariablePrefix + setting.Name[..setting.Name.IndexOf('.', StringComparison.Ordinal)].ToUpperInvariant() + "_", StringComparison.Ordinal));

    private static List<(string Name, string Value)> ReadFile(string path, List<string> problems)
    {
        var found = new List<(string Name, string Value)>();
        try
        {
            using JsonDocument document = JsonDocument.Parse(
                File.ReadAllBytes(path), new JsonDocumentOptions { AllowDuplicateProperties = false, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 4 });
            Collect("", document.RootElement, found, path, problems);
        }
        catch (JsonException e)
        {
            throw new SettingsException($"{path} is no JSON: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{path} cannot be read: {e.Message}", e);
        }

        return found;
    }

    private static void Collect(string section, JsonElement element, List<(string Name, string Value)> found, string path, List<string> problems)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{path}: {(section.Length == 0 ? "the file" : $"section '{section}'")} is {element.GetRawText()}; an object is expected");
            return;
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            string name = section.Length == 0 ? property.Name : $"{section}.{property.Name}";
            switch (property.Value.ValueKind)
            {
                case JsonValueKind.Object when section.Length == 0:
                    Collect(property.Name, property.Value, found, path, problems);
                    break;
                case JsonValueKind.String:
                    found.Add((name, property.Value.GetString() ?? ""));
                    break;
                default:
                    found.Add((name, property.Value.GetRawText())); // Numbers and flags; anything else is no setting's text.
                    break;
            }
        }
    }
}
