using WarningEngine.Simulation;

return SimulationCommand.Run(args, Console.Out);
