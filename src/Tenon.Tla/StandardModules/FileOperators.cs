using System.Globalization;
using System.Text;
using System.Text.Json;
using Tenon.Tla.Evaluation;
using Tenon.Tla.Values;
using static Tenon.Tla.StandardModules.Native;

namespace Tenon.Tla.StandardModules;

/// <summary>Modules Json, CSV and IOUtils. Files are read anywhere and written only below the current folder; no program is run.</summary>
internal static class FileOperators
{
    public static void AddTo(NativeLibrary.Register add)
    {
        add("Json", "ToJson", 1, (a, _) => StringValue.Of(JsonValues.Write(a[0])));
        add("Json", "ToJsonArray", 1, (a, _) => StringValue.Of(JsonValues.Write(a[0])));
        add("Json", "ToJsonObject", 1, (a, _) => StringValue.Of(JsonValues.Write(a[0])));
        add("Json", "JsonSerialize", 2, (a, _) => Write(a[0], JsonValues.Write(a[1]), isAppended: false));
        add("Json", "ndJsonSerialize", 2, (a, _) => Write(a[0], string.Concat(Sequence(a[1], "ndJsonSerialize").Select(value => JsonValues.Write(value) + "\n")), isAppended: false));
        add("Json", "JsonDeserialize", 1, (a, _) => Parse(Read(a[0])));
        add("Json", "ndJsonDeserialize", 1, (a, _) => FiniteFunction.Tuple([.. Read(a[0]).Split('\n').Where(line => !string.IsNullOrWhiteSpace(line)).Select(Parse)]));
        add("CSV", "CSVWrite", 3, (a, _) => Write(a[2], Fill(Text(a[0], "CSVWrite"), Sequence(a[1], "CSVWrite")) + "\n", isAppended: true));
        add("CSV", "CSVRecords", 1, (a, _) => Of(File.Exists(Text(a[0], "CSVRecords")) ? Read(a[0]).Split('\n').Count(line => line.Length > 0) : 0L));
        add("CSV", "CSVRead", 3, (a, _) => ReadTable(Sequence(a[0], "CSVRead"), Text(a[1], "CSVRead"), Read(a[2])));
        add("IOUtils", "IOEnv", 0, (_, _) => Environment());
        add("IOUtils", "IOEnvGet", 1, (a, _) => StringValue.Of(System.Environment.GetEnvironmentVariable(Text(a[0], "IOEnvGet")) ?? ""));
        add("IOUtils", "atoi", 1, (a, _) => Of(long.TryParse(Text(a[0], "atoi"), CultureInfo.InvariantCulture, out long number) ? number : throw new EvaluationException($"atoi needs a number in a string, and this is {a[0]}")));
        add("IOUtils", "zeroPadN", 2, (a, _) => StringValue.Of(Number(a[0], "zeroPadN").ToString(CultureInfo.InvariantCulture).PadLeft(Count(a[1], "zeroPadN"), '0')));
        add("IOUtils", "Serialize", 3, (a, _) => Write(a[1], a[0] is StringValue text ? text.Text : a[0].ToString(), isAppended: false));
        add("IOUtils", "Deserialize", 2, (a, _) => StringValue.Of(Read(a[0])));
        foreach ((string name, int arity) in new[] { ("IOExec", 1), ("IOEnvExec", 2), ("IOExecTemplate", 2), ("IOEnvExecTemplate", 3) })
        {
            add("IOUtils", name, arity, (_, _) => throw new EvaluationException($"{name} runs a program, which this checker does not do for a specification"));
        }
    }

    private static Value Parse(string text)
    {
        try
        {
            return JsonValues.Read(text);
        }
        catch (JsonException e)
        {
            throw new EvaluationException($"This is no JSON: {e.Message}", e);
        }
    }

    private static string Read(Value path)
    {
        string name = Text(path, "A file's name");
        try
        {
            return File.ReadAllText(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EvaluationException($"The file {name} cannot be read: {e.Message}", e);
        }
    }

    private static BooleanValue Write(Value path, string text, bool isAppended)
    {
        string name = Text(path, "A file's name");
        string folder = Path.GetFullPath(".") + Path.DirectorySeparatorChar;
        if (!Path.GetFullPath(name).StartsWith(folder, StringComparison.Ordinal))
        {
            throw new EvaluationException($"The file {name} is not written: it is not below the current folder {folder}");
        }

        try
        {
            if (isAppended)
            {
                File.AppendAllText(name, text);
            }
            else
            {
                File.WriteAllText(name, text);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EvaluationException($"The file {name} cannot be written: {e.Message}", e);
        }

        return BooleanValue.True;
    }

    // The template is one of C's: each %1$s stands for the argument of that number.
    private static string Fill(string template, Value[] arguments)
    {
        StringBuilder filled = new(template);
        for (int i = arguments.Length; i >= 1; i--)
        {
            string text = arguments[i - 1] is StringValue plain ? plain.Text : arguments[i - 1].ToString();
            filled.Replace(string.Create(CultureInfo.InvariantCulture, $"%{i}$s"), text);
        }

        return filled.ToString();
    }

    private static FiniteFunction ReadTable(Value[] columns, string delimiter, string text)
    {
        IEnumerable<Value> rows = text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0).Select(line =>
        {
            string[] cells = line.Split(delimiter);
            return (Value)FiniteFunction.Record([.. columns.Select((column, i) => (Text(column, "A column's name"), (Value)StringValue.Of(i < cells.Length ? cells[i] : "")))]);
        });
        return FiniteFunction.Tuple([.. rows]);
    }

    private static FiniteFunction Environment()
    {
        List<(string, Value)> variables = [];
        foreach (System.Collections.DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
        {
            variables.Add(((string)entry.Key, StringValue.Of((string?)entry.Value ?? "")));
        }

        return FiniteFunction.Record([.. variables]);
    }
}
