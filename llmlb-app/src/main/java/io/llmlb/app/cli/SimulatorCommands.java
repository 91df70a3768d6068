package io.llmlb.app.cli;

import picocli.CommandLine;

/** The commands that need llmlb-sim, which the controller ships without. */
final class SimulatorCommands {
    private SimulatorCommands() {}

    /** Adds them when the simulator is there. */
    static void addTo(CommandLine line) {
        try {
            Class.forName("io.llmlb.sim.live.Cluster", false, SimulatorCommands.class.getClassLoader());
        } catch (ClassNotFoundException controllerOnly) {
            return;
        }
        line.addSubcommand(new EmulateCommand());
        line.addSubcommand(new DemoCommand());
        line.addSubcommand(new SimulateCommand());
    }
}
