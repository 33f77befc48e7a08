using System.CommandLine;
using VioActors.Node.Cli;

// Ctrl+C ends in order; a second one, or the limit, ends at once.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) };
return await VioCommandLine.Create(Console.In, Console.Out, Console.Error).Parse(args).InvokeAsync(invocation);
