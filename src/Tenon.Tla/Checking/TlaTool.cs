using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Tenon.Checking;
using Tenon.Tla.Evaluation;
using Tenon.Tla.Semantics;
using Tenon.Tla.Syntax;
using Tenon.Tla.Values;

namespace Tenon.Tla.Checking;

/// <summary>What the command does with specifications: check, parse, evaluate. Thread-safe; nothing is kept between calls.</summary>
public static class TlaTool
{
    /// <summary>Checks a specification and reports in the words of TLC, so that scripts written for it understand.</summary>
    /// <param name="options">How.</param>
    /// <param name="output">Takes the report, and before it what the specification prints.</param>
    /// <param name="isJson">Whether the report is JSON; what the specification prints is left out then.</param>
    /// <param name="progress">Told about the search about once a second; null for nobody.</param>
    /// <param name="cancellationToken">Ends the search early, with what is known then.</param>
    /// <returns>TLC's exit code: 0, 10 an assumption, 11 a deadlock, 12 safety, 13 liveness, 14 an Assert, 75 to 77 evaluation, 150 the text, 151 the configuration; 255 unfinished.</returns>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static int Check(TlaCheckOptions options, TextWriter output, bool isJson = false, IProgress<CheckProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        Lock gate = new();
        TlaOutcome outcome = new TlaRun(options, Print, cancellationToken) { Progress = progress }.Run();
        output.Write(isJson ? TlaJson.Outcome(outcome) : TlaReport.Text(outcome, options.DiffTrace));
        if (options.ItfPath is string path && outcome.Trace is TlaTrace trace)
        {
            File.WriteAllText(path, TlaJson.Itf(trace, outcome.Message));
        }

        return outcome.ExitCode;

        void Print(string line)
        {
            lock (gate)
            {
                if (!isJson)
                {
                    output.WriteLine(line);
                }
            }
        }
    }

    /// <summary>Checks a specification, and says what it came to.</summary>
    /// <param name="options">How. Nothing is written to files.</param>
    /// <param name="progress">Told about the search about once a second; null for nobody.</param>
    /// <param name="cancellationToken">Ends the search early, with what is known then.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static SpecificationVerdict Judge(TlaCheckOptions options, IProgress<CheckProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return SpecificationVerdict.Of(new TlaRun(options, _ => { }, cancellationToken) { Progress = progress }.Run());
    }

    /// <summary>Parses and resolves a module with all that it needs, and reports what is wrong.</summary>
    /// <param name="path">The module's file.</param>
    /// <param name="libraries">Further folders with modules.</param>
    /// <param name="output">Takes the report.</param>
    /// <returns>0, or 150 if there are errors.</returns>
    public static int Parse(string path, IReadOnlyList<string> libraries, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        DiagnosticBag diagnostics = new();
        ResolvedSpec? spec = null;
        try
        {
            spec = SpecLoader.Resolve(SpecLoader.Read(path), libraries, [], diagnostics);
        }
        catch (SpecificationException e)
        {
            diagnostics.Add(e.Diagnostics[0]);
        }

        foreach (Diagnostic diagnostic in diagnostics.All)
        {
            output.Write(diagnostic);
        }

        if (diagnostics.HasErrors || spec is null)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{diagnostics.ErrorCount} error{(diagnostics.ErrorCount == 1 ? "" : "s")} in the specification."));
            return TlaExitCode.Parse;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{spec.Name}: {spec.Variables.Length} variables, {spec.Unassigned.Length} constants, {spec.Definitions.Count} definitions. No errors."));
        return TlaExitCode.Success;
    }

    /// <summary>Evaluates an expression about no state.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="modulePath">A module whose names it may use; null for the standard modules alone.</param>
    /// <param name="libraries">Further folders with modules.</param>
    /// <param name="output">Takes the value, or what is wrong.</param>
    /// <returns>0, 75 if it has no value, 150 if it is no expression.</returns>
    public static int Evaluate(string expression, string? modulePath, IReadOnlyList<string> libraries, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(output);
        DiagnosticBag diagnostics = new();
        try
        {
            SyntaxNode syntax = Parser.ParseExpression(new SourceText("expression", expression), diagnostics);
            SourceText module = modulePath is null
                ? new SourceText("Calculator.tla", "---- MODULE Calculator ----\nEXTENDS Integers, Sequences, FiniteSets, Bags, TLC\n====\n")
                : SpecLoader.Read(modulePath);
            ResolvedSpec? spec = diagnostics.HasErrors ? null : SpecLoader.Resolve(module, libraries, [new ExtraExpression("expression", syntax)], diagnostics);
            if (spec is not null && !diagnostics.HasErrors)
            {
                Evaluator evaluator = new(spec) { Output = output.WriteLine };
                StateMachine machine = new(evaluator);
                output.WriteLine(ValueText.Of(machine.EvalConstant(evaluator.Bind(spec.Extras[0]))));
                return TlaExitCode.Success;
            }
        }
        catch (ParseException e)
        {
            diagnostics.Add(e.Diagnostic);
        }
        catch (SpecificationException e)
        {
            diagnostics.Add(e.Diagnostics[0]);
        }
        catch (EvaluationException e)
        {
            output.WriteLine($"Error: {e.Message}");
            foreach (SourceSpan span in e.Spans.Take(1))
            {
                output.Write(new Diagnostic(span, "in this expression"));
            }

            return TlaExitCode.SpecificationEvaluation;
        }

        foreach (Diagnostic diagnostic in diagnostics.All.Where(diagnostic => !diagnostic.IsWarning))
        {
            output.Write(diagnostic);
        }

        return TlaExitCode.Parse;
    }
}
