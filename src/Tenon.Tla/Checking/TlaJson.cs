using System.Text;
using System.Text.Json;
using Tenon.Checking;
using Tenon.Tla.Syntax;
using Tenon.Tla.Values;

namespace Tenon.Tla.Checking;

/// <summary>Outcomes and traces as JSON; values in the notation of the Informal Trace Format (https://apalache-mc.org/docs/adr/015adr-trace.html).</summary>
internal static class TlaJson
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Outcome(TlaOutcome outcome) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("end", outcome.End.ToString());
        json.WriteNumber("exitCode", outcome.ExitCode);
        json.WriteString("message", outcome.Message);
        WriteTexts(json, "violated", outcome.Violated);
        json.WriteNumber("generated", outcome.Generated);
        json.WriteNumber("distinct", outcome.Distinct);
        json.WriteNumber("initial", outcome.InitialDistinct);
        json.WriteNumber("left", outcome.Left);
        json.WriteNumber("depth", outcome.Depth);
        json.WriteNumber("seconds", Math.Round(outcome.Elapsed.TotalSeconds, 3));
        json.WriteNumber("keptBytes", outcome.KeptBytes);
        json.WriteNumber("collisionProbability", outcome.CollisionProbability);
        json.WriteStartArray("actions");
        foreach (ActionCount action in outcome.Actions)
        {
            json.WriteStartObject();
            json.WriteString("name", action.Name);
            json.WriteNumber("generated", action.TransitionCount);
            json.WriteNumber("enabled", action.EnabledStateCount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteTexts(json, "vacuous", outcome.Vacuous);
        WriteDiagnostics(json, outcome);
        WriteTexts(json, "stack", outcome.Stack.Select(span => span.ToString()));
        if (outcome.Trace is TlaTrace trace)
        {
            json.WritePropertyName("trace");
            WriteItf(json, trace, outcome.Message);
        }

        json.WriteEndObject();
    });

    /// <summary>A trace in the Informal Trace Format.</summary>
    public static string Itf(TlaTrace trace, string source) => Write(json => WriteItf(json, trace, source));

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Indented))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteDiagnostics(Utf8JsonWriter json, TlaOutcome outcome)
    {
        json.WriteStartArray("diagnostics");
        foreach (Diagnostic diagnostic in outcome.Diagnostics)
        {
            json.WriteStartObject();
            json.WriteString("severity", diagnostic.IsWarning ? "warning" : "error");
            json.WriteString("file", diagnostic.Span.Source?.Path);
            json.WriteNumber("line", diagnostic.Span.StartLine);
            json.WriteNumber("column", diagnostic.Span.StartColumn);
            json.WriteNumber("endLine", diagnostic.Span.EndLine);
            json.WriteNumber("endColumn", diagnostic.Span.EndColumn);
            json.WriteString("message", diagnostic.Message);
            json.WriteString("hint", diagnostic.Hint);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteItf(Utf8JsonWriter json, TlaTrace trace, string source)
    {
        json.WriteStartObject();
        json.WriteStartObject("#meta");
        json.WriteString("format", "ITF");
        json.WriteString("format-description", "https://apalache-mc.org/docs/adr/015adr-trace.html");
        json.WriteString("description", source);
        json.WriteEndObject();
        WriteTexts(json, "vars", trace.States.SelectMany(state => state.Values).Select(each => each.Name).Distinct(StringComparer.Ordinal));
        json.WriteStartArray("states");
        for (int i = 0; i < trace.States.Length; i++)
        {
            json.WriteStartObject();
            json.WriteStartObject("#meta");
            json.WriteNumber("index", i);
            if (trace.States[i].Action is string action)
            {
                json.WriteString("action", action);
            }

            json.WriteEndObject();
            foreach ((string name, Value value) in trace.States[i].Values)
            {
                json.WritePropertyName(name);
                WriteValue(json, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (trace.LoopStart is int loop)
        {
            json.WriteNumber("loop", loop);
        }

        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, Value value)
    {
        switch (value)
        {
            case BooleanValue boolean:
                json.WriteBooleanValue(boolean.IsTrue);
                break;
            case StringValue text:
                json.WriteStringValue(text.Text);
                break;
            case IntegerValue number:
                json.WriteStartObject();
                json.WriteString("#bigint", number.ToString());
                json.WriteEndObject();
                break;
            case SetValue set when set.IsEnumerable:
                WriteTagged(json, "#set", set.ToFinite().Elements());
                break;
            case FunctionValue function:
                WriteFunction(json, function.ToFinite());
                break;
            default:
                json.WriteStringValue(ValueText.Of(value));
                break;
        }
    }

    private static void WriteFunction(Utf8JsonWriter json, FiniteFunction function)
    {
        if (function.IsTuple)
        {
            json.WriteStartArray();
            foreach (Value element in function.Values)
            {
                WriteValue(json, element);
            }

            json.WriteEndArray();
            return;
        }

        json.WriteStartObject();
        if (function.IsRecord)
        {
            for (int i = 0; i < function.Count; i++)
            {
                json.WritePropertyName(((StringValue)function.FiniteDomain[i]).Text); // A record's keys are strings.
                WriteValue(json, function.Values[i]);
            }
        }
        else
        {
            json.WriteStartArray("#map");
            for (int i = 0; i < function.Count; i++)
            {
                json.WriteStartArray();
                WriteValue(json, function.FiniteDomain[i]);
                WriteValue(json, function.Values[i]);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteTagged(Utf8JsonWriter json, string tag, IEnumerable<Value> values)
    {
        json.WriteStartObject();
        json.WriteStartArray(tag);
        foreach (Value value in values)
        {
            WriteValue(json, value);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
