using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tenon.Checking.Output;

/// <summary>Writes traces in the formats of other tools.</summary>
public static class TraceExport
{
    /// <summary>
    /// The trace in the Informal Trace Format (https://apalache-mc.org/docs/adr/015adr-trace.html), as JSON. Whole numbers are written as
    /// <c>#bigint</c>, truth values as such, all other values as text; the action that led to a state is in its <c>#meta</c>.
    /// </summary>
    /// <param name="trace">The trace.</param>
    /// <param name="modelName">The model's name.</param>
    public static string ToItf(Trace trace, string modelName)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(modelName);
        return JsonText.Write(json => WriteItf(json, trace, modelName));
    }

    /// <summary>
    /// The trace as a directed graph for Graphviz: a node for each state, numbered, with what changed; an edge for each action. The loop of a
    /// lasso is an edge back.
    /// </summary>
    /// <param name="trace">The trace.</param>
    public static string ToDot(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        StringBuilder text = new("digraph trace {\n  node [shape=box];\n");
        for (int i = 0; i < trace.Steps.Length; i++)
        {
            // The last state of a lasso is the one at which the loop begins: its node stands there already.
            if (i > 0)
            {
                bool closes = trace.LoopStart is not null && i == trace.Length;
                text.Append(CultureInfo.InvariantCulture, $"  s{i - 1} -> s{(closes ? trace.LoopStart : i)} [label={Dot.Quote(trace.Steps[i].Action ?? "(stutter)")}];\n");
                if (closes)
                {
                    break;
                }
            }

            string label = string.Join('\n', trace.Changes(i).Select(field => $"{field.Name} = {field.Value}").Prepend(i.ToString(CultureInfo.InvariantCulture)));
            text.Append(CultureInfo.InvariantCulture, $"  s{i} [label={Dot.Quote(label)}];\n");
        }

        return text.Append("}\n").ToString();
    }

    internal static void WriteItf(Utf8JsonWriter json, Trace trace, string modelName)
    {
        // A lasso's last state repeats the one at which the loop begins; the format names that index instead.
        int count = trace.LoopStart is null ? trace.Steps.Length : trace.Length;
        string[] names = [.. trace.Steps.SelectMany(step => step.State).Select(field => field.Name).Distinct(StringComparer.Ordinal)];
        json.WriteStartObject();
        json.WriteStartObject("#meta");
        json.WriteString("format", "ITF");
        json.WriteString("format-description", "https://apalache-mc.org/docs/adr/015adr-trace.html");
        json.WriteString("source", modelName);
        json.WriteString("path", trace.Path);
        json.WriteEndObject();
        json.WriteStartArray("vars");
        foreach (string name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteStartArray("states");
        for (int i = 0; i < count; i++)
        {
            json.WriteStartObject();
            json.WriteStartObject("#meta");
            json.WriteNumber("index", i);
            if (trace.Steps[i].Action is string action)
            {
                json.WriteString("action", action);
            }

            json.WriteEndObject();
            foreach (string name in names)
            {
                json.WritePropertyName(name);
                WriteValue(json, trace.Steps[i].State.Where(field => field.Name == name).Select(field => field.Value).FirstOrDefault());
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (trace.LoopStart is int loop)
        {
            json.WriteNumber("loop", loop);
            if (trace.Steps[^1].Action is string closing)
            {
                json.WriteString("loopAction", closing);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string? value)
    {
        if (value is null)
        {
            // Every variable must have a value in every state.
            json.WriteStartObject();
            json.WriteString("#unserializable", "absent");
            json.WriteEndObject();
        }
        else if (value is "True" or "False")
        {
            json.WriteBooleanValue(value == "True");
        }
        else if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number.ToString(CultureInfo.InvariantCulture) == value)
        {
            json.WriteStartObject();
            json.WriteString("#bigint", value);
            json.WriteEndObject();
        }
        else
        {
            bool isQuoted = value.Length >= 2 && value[0] == '"' && value[^1] == '"' && !value.AsSpan(1, value.Length - 2).ContainsAny('"', '\\');
            json.WriteStringValue(isQuoted ? value.AsSpan(1, value.Length - 2) : value);
        }
    }
}
