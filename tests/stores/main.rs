//! Sessions in a store, through the same handles as sessions in cookies.

mod commit;
mod cut_off;
mod edges;
mod ends;
mod flow;
mod folder;
mod merges;
mod moving;
mod own_store;
mod page;
mod renewal;
mod sealing;
mod servers;
mod several;
mod stopped;
mod storm;
mod world;
